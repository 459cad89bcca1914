//! The end of a sitting: by the candidate, or by the clock.

use std::sync::Arc;
use std::time::Duration;

use super::conduct::{Conductor, SessionError};
use super::ending::Ending;
use super::running::Running;
use crate::domain::ids::SessionId;
use crate::domain::time::Instant;

/// Characters of the final note.
pub const FINAL_NOTE_LIMIT: usize = 20_000;
/// How exact the clock's end is.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two signs of life in the database.
const SIGN_OF_LIFE: u32 = 3;

impl Conductor {
    /// The candidate hands in.
    pub async fn submit(
        self: &Arc<Self>,
        session: SessionId,
        final_note: &str,
    ) -> Result<(), SessionError> {
        if final_note.chars().count() > FINAL_NOTE_LIMIT {
            let reason = format!("The final note has at most {FINAL_NOTE_LIMIT} characters.");
            return Err(SessionError::Refused(reason));
        }
        self.ask_final_questions(session).await?;
        self.end(session, Ending::HandedIn(final_note.to_owned()))
            .await
    }

    /// Ends sessions whose time is up, and leaves signs of life, until the service stops.
    pub async fn keep_time(self: Arc<Self>) {
        let mut ticks = tokio::time::interval(TICK);
        let mut count: u32 = 0;
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                _ = ticks.tick() => {}
            }
            count = count.wrapping_add(1);
            if count.is_multiple_of(SIGN_OF_LIFE) {
                self.leave_signs_of_life().await;
            }
            self.end_overdue().await;
            self.end_used_up_pauses().await;
        }
    }

    /// Only for sessions whose candidates can work, or pause of their own accord: one that could not
    /// be resumed yet, or whose sandbox went with the engine, gets its time back.
    async fn leave_signs_of_life(&self) {
        let alive = |running: &&Arc<Running>| running.is_alive();
        let running = self.running.lock().await;
        let sessions: Vec<_> = running
            .values()
            .filter(alive)
            .map(|it| it.session)
            .collect();
        drop(running);
        for session in sessions {
            if let Err(error) = self
                .parts
                .store
                .touch_session(session, Instant::now())
                .await
            {
                tracing::warn!(%session, %error, "no sign of life could be left");
            }
        }
    }

    async fn end_overdue(self: &Arc<Self>) {
        let now = Instant::now();
        let running: Vec<_> = self.running.lock().await.keys().copied().collect();
        for session in running {
            let clock = match self.reload(session).await {
                Ok(record) => record.clock(),
                Err(error) => {
                    tracing::error!(%session, %error, "the deadline is not known");
                    continue;
                }
            };
            if clock.is_some_and(|clock| clock.is_over(now))
                && let Err(error) = self.end(session, Ending::TimeUp).await
            {
                tracing::error!(%session, %error, "the session could not be ended");
            }
        }
    }
}
