//! The start of a sitting: the sandbox, the first event, the clock.

use std::sync::Arc;
use std::time::Duration;

use super::conduct::{Conductor, SessionError, image_of, limits_of, read_only_of, sandbox_name};
use super::running::{Running, Standing};
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::SessionClock;
use crate::domain::time::{Instant, MINUTE};
use crate::recorder::files::snapshot::Snapshot;
use crate::sandbox::directory::SandboxDirectory;
use crate::sandbox::{Docker, Purpose, SandboxError, SandboxSpec, agent};
use crate::scenario::Scenario;
use crate::store::sessions::SessionRecord;
use crate::trace::Entry;

/// A service that starts looks at what an earlier one left; a candidate waits no longer for it.
const RECOVERY: Duration = Duration::from_secs(20);

impl Conductor {
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
        let started = self.start_sandbox(record, &scenario).await;
        self.layouts.forget(session).await;
        started
    }

    async fn start_sandbox(
        &self,
        record: SessionRecord,
        scenario: &Scenario,
    ) -> Result<Arc<Running>, SessionError> {
        let session = record.id;
        let docker = self.parts.docker.get().await?;
        self.until_recovered().await?;
        let image = docker.image_id(&image_of(scenario)).await?;
        let spec = self.spec(session, scenario, image.clone());
        let layout = match self.lay_out(session, scenario).await {
            Ok(layout) => layout,
            Err(error) => {
                docker.remove(&spec.name).await?;
                let _ = self.parts.sandbox_directory(session).remove();
                return Err(error);
            }
        };
        if !self.thaw(&docker, session, &image).await? {
            self.start_until_it_answers(&docker, spec.clone()).await?;
        }
        let begun = self.begin(record, scenario, image, layout.snapshot).await;
        if begun.is_err() {
            // A sandbox that is not recorded must not stay.
            docker.remove(&spec.name).await?;
        }
        begun
    }

    /// With an engine that answers this takes moments, if any.
    async fn until_recovered(&self) -> Result<(), SessionError> {
        let recovered = tokio::time::timeout(RECOVERY, self.recovered.cancelled()).await;
        recovered.map_err(|_| {
            SessionError::Internal("what an earlier service left is not in order yet".into())
        })
    }

    /// Starts a sandbox and waits until its agent answers, which it does before the engine says
    /// that the sandbox runs.
    async fn start_until_it_answers(
        &self,
        docker: &Docker,
        spec: SandboxSpec,
    ) -> Result<(), SandboxError> {
        let socket = SandboxDirectory::at(spec.directory.clone()).agent_socket();
        let docker = docker.clone();
        // A task of its own: an engine that is not listened to any more might give up.
        let starting = tokio::spawn(async move { docker.start(&spec).await });
        // An agent that is slow leaves it to the engine to say so.
        tokio::select! {
            Ok(()) = agent::until_it_answers(&socket) => Ok(()),
            started = starting => {
                started.unwrap_or_else(|error| Err(SandboxError::Agent(error.to_string())))
            }
        }
    }

    async fn begin(
        &self,
        record: SessionRecord,
        scenario: &Scenario,
        image: String,
        snapshot: Snapshot,
    ) -> Result<Arc<Running>, SessionError> {
        let session = record.id;
        let trace = self.trace(&record).await?;
        let started_at = Instant::now();
        let deadline = started_at.plus(i64::from(scenario.manifest.minutes) * MINUTE);
        let clock = SessionClock::starting(started_at, deadline);
        trace.clock().follow(clock);
        let (workspace, content) = snapshot.to_blob();
        let body = EventBody::SessionStarted {
            image,
            deadline,
            workspace,
        };
        trace
            .append(Entry::new(Actor::System, body).with_contents(vec![content]))
            .await?;
        let running = Running::begin(
            &self.parts,
            session,
            trace,
            Arc::new(scenario.clone()),
            Standing {
                known: snapshot,
                ..Standing::default()
            },
            &self.stop,
        )
        .await?;
        self.parts.store.start_session(session, &clock).await?;
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
}
