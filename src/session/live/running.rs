//! How a session begins to run here: its recorders and its gateway.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::{Mutex, Semaphore, oneshot};
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
use crate::session::context::{Context, Parts, Running, SessionError};
use crate::trace::TraceLog;

/// The most pages (terminals in tabs of a browser) that may be open at once.
const PAGES: usize = 24;

/// The state of a session when it begins to run here.
#[derive(Default)]
pub struct Standing {
    /// The workspace, as the trace has it.
    pub known: Snapshot,
    pub spent: Spent,
    /// The terminals, as the trace has them.
    pub terminals: History,
    /// Whether the sandbox is frozen: the candidate has paused or has begun to hand in.
    pub paused: bool,
}

/// A session that is about to run. Dropping it leaves nothing behind.
pub struct Prepared {
    running: Running,
    tasks: Vec<BoxFuture<'static, ()>>,
}

/// Prepares the gateway and the recorders on a sandbox folder whose agent runs or will run.
/// Everything that can fail is done here, and nothing is recorded yet.
pub async fn prepare(
    context: &Context,
    session: SessionId,
    trace: TraceLog,
    scenario: Arc<Scenario>,
    standing: Standing,
) -> Result<Prepared, SessionError> {
    let parts = &context.parts;
    let stop = context.stop.child_token();
    let mut tasks: Vec<BoxFuture<'static, ()>> = Vec::new();
    let directory = parts.sandbox_directory(session);
    let (gateway, budget) = gateway(parts, &scenario, &trace, standing.spent)?;
    let listener = listen(&directory)?;
    tasks.push(Box::pin(serve(gateway.clone(), listener, stop.clone())));
    let known = files::Standing::from_trace(&parts.store, session, standing.known).await?;
    let known = known.with_generated(&scenario.pipeline.generated);
    let (looked, ready) = oneshot::channel();
    let workspace = directory.workspace();
    let (files, task) = files::start_after(ready, &workspace, known, trace.clone(), stop.clone())?;
    tasks.push(task);
    let (pause, sign) = PauseSwitch::new(standing.paused);
    let (terminals, _connected, task) = Hub::start(
        &parts.store,
        session,
        standing.terminals,
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
        looked: Some(looked),
        paused: sign,
    };
    tasks.push(Box::pin(due.run(stop.clone())));
    let running = Running {
        session,
        terminals,
        files,
        pages: Arc::new(Semaphore::new(PAGES)),
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

/// The session's gateway, and what may be spent through it in millionths of a euro: the scenario's
/// budget comes before the installation's.
fn gateway(
    parts: &Parts,
    scenario: &Scenario,
    trace: &TraceLog,
    spent: Spent,
) -> Result<(Arc<Gateway>, Option<u64>), SessionError> {
    let mut config = parts.gateway_config.clone();
    if let Some(budget) = scenario.manifest.limits.budget {
        config.budget.max_micro_eur = Some(budget);
    }
    let budget = config.budget.max_micro_eur;
    let sink = Arc::new(CallRecorder::new(trace.clone()));
    let gateway = Gateway::new(config, parts.embedder.clone(), sink, spent)
        .map_err(|error| SessionError::Internal(error.to_string()))?;
    Ok((gateway, budget))
}

impl Prepared {
    /// Starts the gateway and the recorders.
    pub fn begin(self) -> Arc<Running> {
        for task in self.tasks {
            self.running.tasks.spawn(task);
        }
        Arc::new(self.running)
    }
}
