//! A session that runs: its sandbox, its recorders, its gateway.

use std::sync::Arc;

use tokio::net::UnixListener;
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::conduct::{Parts, SessionError};
use super::moments::Moments;
use crate::domain::ids::SessionId;
use crate::gateway::{Gateway, Spent, serve};
use crate::recorder::calls::CallRecorder;
use crate::recorder::files::snapshot::Snapshot;
use crate::recorder::files::{self, Files};
use crate::recorder::pause::PauseSwitch;
use crate::recorder::terminals::{Hub, Terminals};
use crate::sandbox::directory::SandboxDirectory;
use crate::scenario::Scenario;
use crate::trace::TraceLog;

/// Pages (terminals in tabs of a browser) that may be open at once.
const PAGES: usize = 24;

/// How a session stands when it begins to run here.
#[derive(Default)]
pub struct Standing {
    /// The workspace, as the trace has it.
    pub known: Snapshot,
    /// What models have cost.
    pub spent: Spent,
    /// Whether the candidate pauses.
    pub paused: bool,
}

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
    /// Whether the candidate pauses.
    pub(super) pause: PauseSwitch,
    gateway: Arc<Gateway>,
    /// Held while the scenario brings something about.
    gate: Arc<Mutex<()>>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Running {
    /// Why nothing can be recorded at the moment, if so.
    pub fn degraded(&self) -> watch::Receiver<Option<String>> {
        self.trace.degraded()
    }

    /// Whether the candidate can work, or pauses.
    pub fn is_alive(&self) -> bool {
        self.terminals.are_reachable() || self.pause.is_on()
    }

    /// What the session has spent on models.
    pub fn spent(&self) -> Spent {
        self.gateway.spent()
    }

    /// While this is held, the scenario brings nothing about.
    pub async fn hold_moments(&self) -> OwnedMutexGuard<()> {
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

    /// Starts gateway and recorders on a sandbox folder whose agent is up or comes up.
    pub async fn begin(
        parts: &Parts,
        session: SessionId,
        trace: TraceLog,
        scenario: Arc<Scenario>,
        standing: Standing,
        stop: &CancellationToken,
    ) -> Result<Arc<Self>, SessionError> {
        let Standing {
            known,
            spent,
            paused,
        } = standing;
        let stop = stop.child_token();
        let tasks = TaskTracker::new();
        let directory = parts.sandbox_directory(session);
        let sink = Arc::new(CallRecorder::new(trace.clone()));
        let mut config = parts.gateway_config.clone();
        if let Some(budget) = scenario.manifest.limits.budget {
            config.budget.max_micro_eur = Some(budget);
        }
        let budget = config.budget.max_micro_eur;
        let gateway = Gateway::new(config, parts.embedder.clone(), sink, spent)
            .map_err(|error| SessionError::Internal(error.to_string()))?;
        let listener = listen(&directory)?;
        tasks.spawn(serve(gateway.clone(), listener, stop.clone()));
        let (files, task) =
            files::start(&directory.workspace(), known, trace.clone(), stop.clone())?;
        tasks.spawn(task);
        let (pause, sign) = PauseSwitch::new(paused);
        let (terminals, _connected, task) = Hub::start(
            &parts.store,
            session,
            trace.clone(),
            directory.agent_socket(),
            sign.clone(),
            stop.clone(),
        )
        .await?;
        tasks.spawn(task);
        let gate = Arc::<Mutex<()>>::default();
        let moments = Moments {
            store: parts.store.clone(),
            session,
            scenario: scenario.clone(),
            trace: trace.clone(),
            files: files.clone(),
            gate: gate.clone(),
            paused: sign,
        };
        tasks.spawn(moments.run(stop.clone()));
        let pages = Arc::new(Semaphore::new(PAGES));
        Ok(Arc::new(Self {
            session,
            terminals,
            files,
            pages,
            trace,
            scenario,
            budget,
            pause,
            gateway,
            gate,
            stop,
            tasks,
        }))
    }
}

/// Listens on a sandbox's gateway socket, in place of a service that was killed.
pub(super) fn listen(directory: &SandboxDirectory) -> Result<UnixListener, SessionError> {
    use std::os::unix::fs::PermissionsExt as _;
    let socket = directory.gateway_socket();
    match std::fs::remove_file(&socket) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let listener = UnixListener::bind(&socket)?;
    // Everybody in the sandbox may talk to the gateway; nobody on the host gets into the folder
    // but through the sandbox.
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o666))?;
    Ok(listener)
}
