//! Conducting sessions: what they share, consent, and the end of the service.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::curve::Curves;
use super::ending::Ended;
use super::layout::Layouts;
use super::restarts::{Failure, Restarts};
use super::running::Running;
use super::statement::STATEMENT;
use super::traces::Traces;
use super::warm::WarmSandboxes;
use super::workspaces::Workspaces;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::ClockError;
use crate::gateway::{Embedder, GatewayConfig};
use crate::recorder::files::FilesError;
use crate::recorder::files::scan::ScanError;
use crate::recorder::files::snapshot::SnapshotError;
use crate::sandbox::directory::SandboxDirectory;
use crate::sandbox::limits::Limits;
use crate::sandbox::{Docker, SandboxError};
use crate::scenario::{Library, Scenario, ScenarioError};
use crate::store::sessions::SessionRecord;
use crate::store::{Store, StoreError};
use crate::trace::signing::InstallationKey;
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
    /// Its clock stands still, or does not.
    #[error(transparent)]
    Clock(#[from] ClockError),
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
    /// Signs the ends of traces.
    pub key: InstallationKey,
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
    pub(super) workspaces: Workspaces,
    pub(super) layouts: Layouts,
    pub(super) warm: WarmSandboxes,
    /// Set when what an earlier service left is adopted or removed: whatever is made before could
    /// be taken for a part of it.
    pub(super) recovered: CancellationToken,
    pub(super) curves: Curves,
    /// Ended while no engine answered.
    pub(super) uncleared: Mutex<Vec<Ended>>,
    pub(super) stop: CancellationToken,
    pub(super) tasks: TaskTracker,
}

impl Conductor {
    /// A conductor that has not looked at what an earlier one left; see [`Conductor::recover`]. It
    /// keeps so many sandboxes warm for candidates who have agreed.
    pub fn new(parts: Parts, warm_sandboxes: usize, stop: CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            workspaces: Workspaces::new(parts.data_dir.join("workspaces")),
            parts: Arc::new(parts),
            traces: Traces::default(),
            running: Mutex::default(),
            restarts: Restarts::default(),
            turns: Mutex::default(),
            layouts: Layouts::default(),
            warm: WarmSandboxes::new(warm_sandboxes),
            recovered: CancellationToken::new(),
            curves: Curves::default(),
            uncleared: Mutex::default(),
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
        self.prepare_later(session);
        Ok(())
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
        self.cool_all().await;
    }
}

/// The image that a scenario's sandboxes run.
pub fn image_of(scenario: &Scenario) -> String {
    format!("assay/{}:latest", scenario.manifest.pipeline)
}

pub(super) fn read_only_of(scenario: &Scenario) -> Vec<String> {
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
