//! A session that runs: its sandbox, its recorders and its gateway.

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

pub struct Running {
    pub session: SessionId,
    /// Pages connect to these.
    pub terminals: Terminals,
    /// Records the workspace; the hand-in takes its last snapshot from it.
    pub files: Files,
    /// One permit for each page that may be open at once.
    pub pages: Arc<Semaphore>,
    pub trace: TraceLog,
    /// The scenario as it was when the session started to run here.
    pub scenario: Arc<Scenario>,
    /// What may be spent on models, in millionths of a euro.
    pub budget: Option<u64>,
    /// On while the candidate pauses, and after they began to hand in: the sandbox is frozen.
    pub(in crate::session) pause: PauseSwitch,
    pub(in crate::session) gateway: Arc<Gateway>,
    /// Held while an inject or a question is delivered.
    pub(in crate::session) gate: Arc<Mutex<()>>,
    pub(in crate::session) stop: CancellationToken,
    pub(in crate::session) tasks: TaskTracker,
}

impl Running {
    /// Why nothing can be recorded at the moment; `None` if everything can be.
    pub fn degraded(&self) -> watch::Receiver<Option<String>> {
        self.trace.degraded()
    }

    /// False once the trace is closed until the service starts again. A full disk does not count:
    /// it passes.
    pub fn is_recordable(&self) -> bool {
        self.trace.closed().is_none()
    }

    /// True also while the candidate pauses. False if the trace is closed.
    pub fn is_alive(&self) -> bool {
        self.is_recordable() && (self.terminals.are_reachable() || self.pause.is_on())
    }

    /// What the session has spent on models.
    pub fn spent(&self) -> Spent {
        self.gateway.spent()
    }

    /// Holds back injects and questions until the guard is dropped.
    pub async fn hold_due(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.gate).lock_owned().await
    }

    /// Resolves when the session stops running here.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Stops the recorders and the gateway and waits for them. The sandbox keeps running.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
