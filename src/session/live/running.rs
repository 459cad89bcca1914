//! Beginning to run a session here: its recorders and its gateway.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::{Mutex, Semaphore};
use tokio_util::task::TaskTracker;

use super::due::Due;
use crate::domain::ids::SessionId;
use crate::gateway::{Gateway, Spent, serve};
use crate::recorder::calls::CallRecorder;
use crate::recorder::files;
use crate::recorder::files::snapshot::Snapshot;
use crate::recorder::pause::PauseSwitch;
use crate::recorder::terminals::{History, Hub};
use crate::sandbox::gateway_socket::listen;
use crate::scenario::Scenario;
use crate::session::context::{Context, Running, SessionError};
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
    /// Its terminals, as the trace has them.
    pub terminals: History,
    /// Whether the candidate pauses, or has begun to hand in.
    pub paused: bool,
}

/// A session that is about to run. Dropped, it leaves nothing behind.
pub struct Prepared {
    running: Running,
    tasks: Vec<BoxFuture<'static, ()>>,
}

/// Makes gateway and recorders ready on a sandbox folder whose agent is up or comes up. All that
/// can fail is done then, and nothing is recorded yet.
pub async fn prepare(
    context: &Context,
    session: SessionId,
    trace: TraceLog,
    scenario: Arc<Scenario>,
    standing: Standing,
) -> Result<Prepared, SessionError> {
    let Standing {
        known,
        spent,
        terminals,
        paused,
    } = standing;
    let parts = &context.parts;
    let stop = context.stop.child_token();
    let mut tasks: Vec<BoxFuture<'static, ()>> = Vec::new();
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
    tasks.push(Box::pin(serve(gateway.clone(), listener, stop.clone())));
    let known = files::Standing::from_trace(&parts.store, session, known).await?;
    let (files, task) = files::start(&directory.workspace(), known, trace.clone(), stop.clone())?;
    tasks.push(task);
    let (pause, sign) = PauseSwitch::new(paused);
    let (terminals, _connected, task) = Hub::start(
        &parts.store,
        session,
        terminals,
        trace.clone(),
        directory.agent_socket(),
        sign.clone(),
        stop.clone(),
    );
    tasks.push(task);
    let gate = Arc::<Mutex<()>>::default();
    let due = Due {
        store: parts.store.clone(),
        session,
        scenario: scenario.clone(),
        trace: trace.clone(),
        files: files.clone(),
        gate: gate.clone(),
        paused: sign,
    };
    tasks.push(Box::pin(due.run(stop.clone())));
    let pages = Arc::new(Semaphore::new(PAGES));
    let running = Running {
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
        tasks: TaskTracker::new(),
    };
    Ok(Prepared { running, tasks })
}

impl Prepared {
    /// Lets them run.
    pub fn begin(self) -> Arc<Running> {
        for task in self.tasks {
            self.running.tasks.spawn(task);
        }
        Arc::new(self.running)
    }
}
