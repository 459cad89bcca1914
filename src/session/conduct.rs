//! Conducting sessions: consent, start, and where the rest is found.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::restarts::{Failure, Restarts};
use super::running::Running;
use super::statement::STATEMENT;
use super::traces::Traces;
use super::workspaces::{self, Workspaces};
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::time::{Instant, MINUTE};
use crate::gateway::{Embedder, GatewayConfig, Spent};
use crate::recorder::files::FilesError;
use crate::recorder::files::scan::{ScanError, Scanner};
use crate::recorder::files::snapshot::{Snapshot, SnapshotError};
use crate::sandbox::directory::SandboxDirectory;
use crate::sandbox::limits::Limits;
use crate::sandbox::{Docker, Purpose, SandboxError, SandboxSpec};
use crate::scenario::{Library, Scenario, ScenarioError};
use crate::store::sessions::SessionRecord;
use crate::store::{Store, StoreError};
use crate::trace::{Entry, TraceClosed, TraceLog};

/// A session could not be moved on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// It is not in a state in which this can be done.
    #[error("the session is {}", .0.as_str())]
    WrongState(SessionState),
    /// Consent to a statement that is not the one that is valid.
    #[error("the statement has changed since the page was loaded; read it again")]
    OtherStatement,
    /// Something the candidate sent is too long or empty.
    #[error("{0}")]
    Refused(String),
    /// The sandbox.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The scenario.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The trace is closed: the service is stopping.
    #[error(transparent)]
    Trace(#[from] TraceClosed),
    /// The workspace's recorder.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The workspace.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The workspace's record.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A file or socket of the session.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Anything else.
    #[error("{0}")]
    Internal(String),
}

/// What sessions are made of; the same for all of them.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Scenarios and pipelines.
    pub library: Library,
    /// The engine, asked anew if it was not there.
    pub docker: DockerSource,
    /// Embeds for all sessions.
    pub embedder: Arc<Embedder>,
    /// Every session's gateway.
    pub gateway_config: GatewayConfig,
    /// Where sandboxes' folders and prepared workspaces are.
    pub data_dir: PathBuf,
}

/// A Docker Engine that may come and go.
pub struct DockerSource {
    installation: String,
    runtime: Option<String>,
    connected: Mutex<Option<Docker>>,
}

impl DockerSource {
    /// An engine for this installation.
    pub fn new(installation: String, runtime: Option<String>) -> Self {
        Self {
            installation,
            runtime,
            connected: Mutex::new(None),
        }
    }

    /// The engine, if it answers.
    pub async fn get(&self) -> Result<Docker, SandboxError> {
        let mut connected = self.connected.lock().await;
        if let Some(docker) = &*connected {
            return Ok(docker.clone());
        }
        let docker = Docker::connect(&self.installation, self.runtime.clone()).await?;
        *connected = Some(docker.clone());
        Ok(docker)
    }
}

impl Parts {
    /// The folder of a session's sandbox.
    pub fn sandbox_directory(&self, session: SessionId) -> SandboxDirectory {
        SandboxDirectory::at(self.data_dir.join("s").join(sandbox_name(session)))
    }
}

/// The name of a session's sandbox.
pub fn sandbox_name(session: SessionId) -> String {
    session.to_string().replace('-', "")
}

/// Conducts every session of an installation.
pub struct Conductor {
    pub(super) parts: Arc<Parts>,
    pub(super) traces: Traces,
    pub(super) running: Mutex<HashMap<SessionId, Arc<Running>>>,
    pub(super) restarts: Restarts,
    /// One at a time for a session: start, submission and recovery exclude each other.
    turns: Mutex<HashMap<SessionId, Weak<Mutex<()>>>>,
    workspaces: Workspaces,
    pub(super) stop: CancellationToken,
    pub(super) tasks: TaskTracker,
}

impl Conductor {
    /// A conductor that has not looked at what an earlier one left; see [`Conductor::recover`].
    pub fn new(parts: Parts, stop: CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            workspaces: Workspaces::new(parts.data_dir.join("workspaces")),
            parts: Arc::new(parts),
            traces: Traces::default(),
            running: Mutex::default(),
            restarts: Restarts::default(),
            turns: Mutex::default(),
            stop,
            tasks: TaskTracker::new(),
        })
    }

    /// What sessions are made of.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The session's trace.
    pub async fn trace(&self, record: &SessionRecord) -> Result<TraceLog, StoreError> {
        self.traces.of(&self.parts.store, record).await
    }

    /// The session as it runs, if it does.
    pub async fn running(&self, session: SessionId) -> Option<Arc<Running>> {
        self.running.lock().await.get(&session).cloned()
    }

    /// What is wrong with a session's sandbox, if it keeps failing.
    pub fn trouble(&self, session: SessionId) -> Option<Failure> {
        self.restarts.trouble(session)
    }

    /// The scenario of a session.
    pub fn scenario(&self, slug: &str) -> Result<Scenario, ScenarioError> {
        Scenario::load(&self.parts.library, slug)
    }

    pub(super) async fn turn(&self, session: SessionId) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().await;
            turns.retain(|_, turn| turn.strong_count() > 0);
            let known = turns.get(&session).and_then(Weak::upgrade);
            let turn = known.unwrap_or_default();
            turns.insert(session, Arc::downgrade(&turn));
            turn
        };
        turn.lock_owned().await
    }

    /// The session as the database has it now.
    pub async fn reload(&self, session: SessionId) -> Result<SessionRecord, SessionError> {
        let record = self.parts.store.session(session).await?;
        record.ok_or_else(|| SessionError::Internal("the session is gone".into()))
    }

    /// The candidate agrees to be recorded. Agreeing twice is fine.
    pub async fn consent(
        self: &Arc<Self>,
        session: SessionId,
        statement: &str,
    ) -> Result<(), SessionError> {
        let _turn = self.turn(session).await;
        let record = self.reload(session).await?;
        match record.state {
            SessionState::Invited => {}
            SessionState::Consented | SessionState::Running => return Ok(()),
            state => return Err(SessionError::WrongState(state)),
        }
        if statement != STATEMENT {
            return Err(SessionError::OtherStatement);
        }
        let body = EventBody::SessionConsented {
            statement: statement.to_owned(),
        };
        self.trace(&record)
            .await?
            .append(Entry::new(Actor::Candidate, body))
            .await?;
        let (from, to) = (SessionState::Invited, SessionState::Consented);
        self.parts.store.advance_session(session, from, to).await?;
        self.prepare_workspace_later(record.scenario);
        Ok(())
    }

    /// Builds a scenario's workspace while the candidate reads, so that the start need not wait.
    pub fn prepare_workspace_later(self: &Arc<Self>, slug: String) {
        let conductor = Arc::clone(self);
        self.tasks.spawn(async move {
            if let Err(error) = conductor.prepared_workspace(&slug).await {
                tracing::error!(scenario = slug, %error, "the workspace could not be prepared");
            }
        });
    }

    async fn prepared_workspace(&self, slug: &str) -> Result<PathBuf, SessionError> {
        let scenario = self.scenario(slug)?;
        self.workspaces
            .prepare(&self.parts.library, &scenario)
            .await
    }

    /// Starts sandbox and clock. Starting twice is fine. If the sandbox cannot be had, nothing has
    /// happened, and it may be tried again.
    pub async fn start(&self, session: SessionId) -> Result<Arc<Running>, SessionError> {
        let _turn = self.turn(session).await;
        if let Some(running) = self.running(session).await {
            return Ok(running);
        }
        let record = self.reload(session).await?;
        if record.state != SessionState::Consented {
            return Err(SessionError::WrongState(record.state));
        }
        let scenario = self.scenario(&record.scenario)?;
        let docker = self.parts.docker.get().await?;
        let image = docker.image_id(&image_of(&scenario)).await?;
        let spec = self.spec(session, &scenario, image.clone());
        let snapshot = match self.lay_out(&spec, &scenario).await {
            Ok(snapshot) => snapshot,
            Err(error) => {
                docker.remove(&spec.name).await?;
                let _ = self.parts.sandbox_directory(session).remove();
                return Err(error);
            }
        };
        docker.start(&spec).await?;
        let begun = self.begin(record, &scenario, image, snapshot).await;
        if begun.is_err() {
            // A sandbox that is not recorded must not stay.
            docker.remove(&spec.name).await?;
        }
        begun
    }

    /// Makes the sandbox's folder, with nothing left in it from a start that failed.
    async fn lay_out(
        &self,
        spec: &SandboxSpec,
        scenario: &Scenario,
    ) -> Result<Scanned, SessionError> {
        let prepared = self
            .workspaces
            .prepare(&self.parts.library, scenario)
            .await?;
        let directory = SandboxDirectory::at(spec.directory.clone());
        let read_only = spec.read_only.clone();
        let laid_out = tokio::task::spawn_blocking(move || {
            directory.remove()?;
            directory.prepare()?;
            workspaces::copy(&prepared, &directory.workspace())?;
            workspaces::fix(&directory, &read_only)?;
            let mut scanner = Scanner::open(&directory.workspace(), Snapshot::default())?;
            let changes = scanner.scan()?;
            let contents = changes
                .into_iter()
                .flat_map(|change| change.contents)
                .collect();
            Ok(Scanned {
                snapshot: scanner.snapshot(),
                contents,
            })
        });
        laid_out
            .await
            .map_err(|_| SessionError::Internal("laying out the workspace".into()))?
    }

    async fn begin(
        &self,
        record: SessionRecord,
        scenario: &Scenario,
        image: String,
        Scanned {
            snapshot,
            mut contents,
        }: Scanned,
    ) -> Result<Arc<Running>, SessionError> {
        let session = record.id;
        let trace = self.trace(&record).await?;
        let started_at = Instant::now();
        let deadline = started_at.plus(i64::from(scenario.manifest.minutes) * MINUTE);
        trace.clock().start(started_at);
        self.parts
            .store
            .set_clock(session, started_at, deadline, 0)
            .await?;
        let (workspace, content) = snapshot.to_blob();
        contents.push(content);
        let body = EventBody::SessionStarted {
            image,
            deadline,
            workspace,
        };
        trace
            .append(Entry::new(Actor::System, body).with_contents(contents))
            .await?;
        let running = Running::begin(
            &self.parts,
            session,
            trace,
            snapshot,
            Spent::default(),
            Arc::new(scenario.clone()),
            &self.stop,
        )
        .await?;
        let (from, to) = (SessionState::Consented, SessionState::Running);
        self.parts.store.advance_session(session, from, to).await?;
        self.running.lock().await.insert(session, running.clone());
        Ok(running)
    }

    pub(super) fn spec(
        &self,
        session: SessionId,
        scenario: &Scenario,
        image: String,
    ) -> SandboxSpec {
        SandboxSpec {
            name: sandbox_name(session),
            purpose: Purpose::Session,
            image,
            directory: self.parts.sandbox_directory(session).path().to_owned(),
            limits: limits_of(scenario),
            read_only: read_only_of(scenario),
        }
    }

    /// Stops recording everything, in order to stop the service. Sandboxes go on; the next start
    /// adopts them and gives the time back.
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
}

/// A workspace's files and their contents.
struct Scanned {
    snapshot: Snapshot,
    contents: Vec<Vec<u8>>,
}

/// The image that a scenario's sandboxes run.
pub fn image_of(scenario: &Scenario) -> String {
    format!("assay/{}:latest", scenario.manifest.pipeline)
}

fn read_only_of(scenario: &Scenario) -> Vec<String> {
    let constraints = scenario.manifest.constraint.iter();
    let paths = constraints.flat_map(|constraint| constraint.paths.clone());
    let paths: std::collections::BTreeSet<_> = paths.collect();
    paths.into_iter().collect()
}

pub(super) fn limits_of(scenario: &Scenario) -> Limits {
    let wanted = &scenario.manifest.limits;
    #[expect(clippy::cast_possible_truncation, reason = "a number of processors")]
    let milli_cpus = (wanted.cpus * 1000.0) as i64;
    Limits {
        memory_mib: i64::try_from(wanted.memory_mib).unwrap_or(i64::MAX),
        milli_cpus,
        processes: i64::from(wanted.processes),
        ..Limits::default()
    }
}
