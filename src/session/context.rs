//! What the modules of the session room share: their parts, the running sessions, turns, and
//! reading a session's record.

mod draft_rates;
mod ended;
mod error;
mod parts;
mod restarts;
mod running;
mod traces;
mod turns;

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::ClockError;
use crate::domain::session_record::SessionRecord;
use crate::editions::Editions;
use crate::scenario::Scenario;
use crate::store::StoreError;
use crate::trace::TraceLog;
use crate::verification::Resources;
use draft_rates::DraftRates;
use ended::Uncleared;
use restarts::Restarts;
use traces::Traces;
use turns::Turns;

pub use ended::Ended;
pub use error::SessionError;
pub use parts::{Parts, sandbox_name};
pub use restarts::{Failure, TELL_AFTER};
pub use running::Running;

/// What anything that changes a session's state needs.
pub struct Context {
    pub parts: Parts,
    pub verification: Arc<Resources>,
    pub editions: Arc<Editions>,
    pub traces: Traces,
    pub running: Mutex<HashMap<SessionId, Arc<Running>>>,
    pub restarts: Restarts,
    pub draft_rates: DraftRates,
    turns: Turns,
    /// Set when everything that an earlier service left was adopted or removed. A sandbox that is
    /// made before that could be mistaken for a leftover.
    pub recovered: CancellationToken,
    pub uncleared: Uncleared,
    pub stop: CancellationToken,
    pub tasks: TaskTracker,
}

impl Context {
    /// No session runs yet.
    pub fn new(parts: Parts, editions: Arc<Editions>, stop: CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            verification: Arc::new(parts.for_verification()),
            parts,
            editions,
            traces: Traces::default(),
            running: Mutex::default(),
            restarts: Restarts::default(),
            draft_rates: DraftRates::default(),
            turns: Turns::default(),
            recovered: CancellationToken::new(),
            uncleared: Uncleared::default(),
            stop,
            tasks: TaskTracker::new(),
        })
    }

    /// Stops what runs here, and waits for it.
    pub async fn shut_down(&self) {
        self.stop.cancel();
        let running: Vec<_> = self
            .running
            .lock()
            .await
            .drain()
            .map(|(_, it)| it)
            .collect();
        for session in running {
            session.stop().await;
        }
        self.tasks.close();
        self.tasks.wait().await;
    }

    pub async fn trace(&self, record: &SessionRecord) -> Result<TraceLog, StoreError> {
        self.traces.of(&self.parts.store, record).await
    }

    /// `None` if the session does not run here.
    pub async fn running(&self, session: SessionId) -> Option<Arc<Running>> {
        self.running.lock().await.get(&session).cloned()
    }

    /// The scenario that the session was invited with.
    pub async fn scenario(&self, record: &SessionRecord) -> Result<Arc<Scenario>, SessionError> {
        Ok(self.editions.scenario_of(record).await?)
    }

    /// Waits until nobody else changes the session, and keeps others out until the guard is
    /// dropped.
    pub async fn turn(&self, session: SessionId) -> OwnedMutexGuard<()> {
        self.turns.of(session).await
    }

    /// The session as the database has it now.
    pub async fn reload(&self, session: SessionId) -> Result<SessionRecord, SessionError> {
        let record = self.parts.store.session(session).await?;
        record.ok_or_else(|| SessionError::Internal("the session is gone".into()))
    }

    /// Fails if the session does not run here.
    pub async fn runs(
        &self,
        session: SessionId,
    ) -> Result<(SessionRecord, Arc<Running>), SessionError> {
        let record = self.reload(session).await?;
        match (record.state, self.running(session).await) {
            (SessionState::Running, Some(running)) => Ok((record, running)),
            (state, _) => Err(SessionError::WrongState(state)),
        }
    }

    /// Fails if its candidate cannot write now. The caller must have the session's turn.
    pub async fn writable(&self, session: SessionId) -> Result<SessionRecord, SessionError> {
        let record = self.reload(session).await?;
        if record.state != SessionState::Running {
            return Err(SessionError::WrongState(record.state));
        }
        refuse_in_pause(&record)?;
        Ok(record)
    }
}

/// For writing, which counts as work and so is refused while the candidate pauses.
pub fn refuse_in_pause(record: &SessionRecord) -> Result<(), SessionError> {
    match record.pauses.since {
        Some(_) => Err(ClockError::Paused.into()),
        None => Ok(()),
    }
}
