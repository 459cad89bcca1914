//! Sandboxes that are started and frozen before they are needed. A candidate who has agreed reads
//! the brief meanwhile, and the start is then an unpause.
//!
//! Each belongs to its session from the beginning, because a container's mounts and labels cannot
//! be changed later. A frozen sandbox holds memory, so there are only a few, each for a limited
//! time. If one is missing or was changed, the start makes another.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::images::image_of_session;
use super::spec::spec_of;
use crate::domain::ids::SessionId;
use crate::sandbox::{Docker, agent};
use crate::scenario::Scenario;
use crate::session::context::{Context, SessionError, sandbox_name};

/// How long a frozen sandbox is kept for a candidate who does not start.
const KEPT: Duration = Duration::from_secs(30 * 60);

/// A frozen sandbox and what it was made of.
struct Warm {
    session: SessionId,
    image: String,
    since: Instant,
}

/// The oldest first.
pub struct WarmSandboxes {
    most: usize,
    frozen: Mutex<VecDeque<Warm>>,
}

impl WarmSandboxes {
    /// `most`: the most sandboxes to keep.
    pub fn new(most: usize) -> Self {
        let frozen = Mutex::default();
        Self { most, frozen }
    }

    fn frozen(&self) -> MutexGuard<'_, VecDeque<Warm>> {
        self.frozen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, session: SessionId) -> Option<Warm> {
        let mut frozen = self.frozen();
        let at = frozen.iter().position(|warm| warm.session == session)?;
        frozen.remove(at)
    }

    fn is_of(&self, session: SessionId, image: &str) -> bool {
        let frozen = self.frozen();
        let is_it = |warm: &Warm| warm.session == session && warm.image == image;
        frozen.iter().any(is_it)
    }

    /// Those that are too many or too old.
    fn surplus(&self, now: Instant) -> Vec<SessionId> {
        let frozen = self.frozen();
        let too_many = frozen.len().saturating_sub(self.most);
        let stale = |warm: &Warm| now.duration_since(warm.since) >= KEPT;
        let surplus = frozen.iter().enumerate();
        let surplus = surplus.filter(|(at, warm)| *at < too_many || stale(warm));
        surplus.map(|(_, warm)| warm.session).collect()
    }

    /// Starts and freezes the sandbox of a session whose folder is made. The caller must have its
    /// turn.
    pub async fn warm_up(
        &self,
        context: &Context,
        session: SessionId,
        scenario: &Scenario,
    ) -> Result<(), SessionError> {
        if self.most == 0 {
            return Ok(());
        }
        let docker = context.parts.docker.get().await?;
        let image = image_of_session(context, &docker, session, scenario).await?;
        let spec = spec_of(&context.parts, session, scenario, image.clone());
        docker.start(&spec).await?;
        if let Err(error) = freeze_when_up(context, &docker, session).await {
            docker.remove(&spec.name).await?;
            return Err(error);
        }
        self.frozen().push_back(Warm {
            session,
            image,
            since: Instant::now(),
        });
        Ok(())
    }

    /// Unfreezes a session's sandbox if there is one, still as it was left, with this image;
    /// otherwise removes it. The caller must have the session's turn and must have made its folder,
    /// which removes a sandbox of another workspace.
    pub async fn thaw(
        &self,
        context: &Context,
        docker: &Docker,
        session: SessionId,
        image: &str,
    ) -> Result<bool, SessionError> {
        let name = sandbox_name(session);
        if self.is_of(session, image)
            && docker.is_frozen(&name).await == Some(true)
            && docker.unpause(&name).await.is_ok()
        {
            self.take(session);
            return Ok(true);
        }
        self.cool_down(context, session).await?;
        Ok(false)
    }

    /// Removes a session's frozen sandbox, if there is one. The caller must have the session's
    /// turn.
    pub async fn cool_down(
        &self,
        context: &Context,
        session: SessionId,
    ) -> Result<(), SessionError> {
        let Some(warm) = self.take(session) else {
            return Ok(());
        };
        let removed = match context.parts.docker.get().await {
            Ok(docker) => docker.remove(&sandbox_name(session)).await,
            Err(error) => Err(error),
        };
        if removed.is_err() {
            // It stays in the list, so that removing it is tried again.
            self.frozen().push_front(warm);
        }
        Ok(removed?)
    }

    /// Removes those that are too many or too old. The caller must not have any turn.
    pub async fn cool_surplus(&self, context: &Context) {
        for session in self.surplus(Instant::now()) {
            let _turn = context.turn(session).await;
            // The session may have started while this waited for its turn: the sandbox is then no
            // longer in the list.
            if let Err(error) = self.cool_down(context, session).await {
                tracing::warn!(%session, %error, "a frozen sandbox could not be removed");
            }
        }
    }

    /// Removes all of them before the service stops. Candidates who start after that wait a little
    /// longer.
    pub async fn cool_all(&self, context: &Context) {
        let all: Vec<_> = self.frozen().iter().map(|it| it.session).collect();
        for session in all {
            if let Err(error) = self.cool_down(context, session).await {
                tracing::warn!(%session, %error, "a frozen sandbox could not be removed");
            }
        }
    }
}

/// Freezes the sandbox once its agent answers: a start would have waited for that.
async fn freeze_when_up(
    context: &Context,
    docker: &Docker,
    session: SessionId,
) -> Result<(), SessionError> {
    let socket = context.parts.sandbox_directory(session).agent_socket();
    tokio::select! {
        () = context.stop.cancelled() => {
            return Err(SessionError::Internal("the service stops".into()));
        }
        answered = agent::until_it_answers(&socket) => answered?,
    }
    Ok(docker.pause(&sandbox_name(session)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warm(session: SessionId, since: Instant) -> Warm {
        Warm {
            session,
            image: String::new(),
            since,
        }
    }

    #[test]
    fn the_oldest_are_too_many_and_the_stale_go_anyway() {
        let sandboxes = WarmSandboxes::new(2);
        let now = Instant::now();
        let sessions: Vec<_> = (0..3).map(|_| SessionId::generate()).collect();
        for &session in &sessions {
            sandboxes.frozen().push_back(warm(session, now));
        }
        assert_eq!(sandboxes.surplus(now), sessions[..1]);
        assert_eq!(sandboxes.surplus(now + KEPT), sessions);
        assert!(sandboxes.take(sessions[0]).is_some());
        assert!(sandboxes.take(sessions[0]).is_none());
        assert!(sandboxes.surplus(now).is_empty());
    }
}
