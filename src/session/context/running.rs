//! A session that runs: its sandbox, its recorders, its gateway.

use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::domain::ids::SessionId;
use crate::gateway::{Gateway, Spent};
use crate::recorder::files::Files;
use crate::recorder::pause::PauseSwitch;
use crate::recorder::terminals::Terminals;
use crate::scenario::Scenario;
use crate::trace::TraceLog;

/// Everything alive of one running session.
pub struct Running {
    /// Which one.
    pub session: SessionId,
    /// For pages.
    pub terminals: Terminals,
    /// For submission.
    pub files: Files,
    /// Places for pages.
    pub pages: Arc<Semaphore>,
    /// The session's trace.
    pub trace: TraceLog,
    /// The scenario, as it was when the session started to run here.
    pub scenario: Arc<Scenario>,
    /// Money that may be spent on models, in millionths of a euro.
    pub budget: Option<u64>,
    /// Whether the candidate pauses, or has begun to hand in: nothing in the sandbox goes on.
    pub(in crate::session) pause: PauseSwitch,
    pub(in crate::session) gateway: Arc<Gateway>,
    /// Held while the scenario brings something about.
    pub(in crate::session) gate: Arc<Mutex<()>>,
    pub(in crate::session) stop: CancellationToken,
    pub(in crate::session) tasks: TaskTracker,
}

impl Running {
    /// Why nothing can be recorded at the moment, if so.
    pub fn degraded(&self) -> watch::Receiver<Option<String>> {
        self.trace.degraded()
    }

    /// Whether anything can be recorded before the service starts again. A full disk passes.
    pub fn is_recordable(&self) -> bool {
        self.trace.closed().is_none()
    }

    /// Whether the candidate can work, or pauses, and the trace takes it.
    pub fn is_alive(&self) -> bool {
        self.is_recordable() && (self.terminals.are_reachable() || self.pause.is_on())
    }

    /// What the session has spent on models.
    pub fn spent(&self) -> Spent {
        self.gateway.spent()
    }

    /// While this is held, the scenario brings nothing about.
    pub async fn hold_due(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.gate).lock_owned().await
    }

    /// Resolves when the session stops running.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Stops recorders and gateway and waits for them; the sandbox goes on.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
