//! After a crash: sandboxes are adopted or removed, sessions go on, time is given back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use super::conduct::{Conductor, SessionError, image_of, sandbox_name};
use super::restarts::Failure;
use super::running::{Running, Standing};
use crate::domain::event::{Actor, Event, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::SessionClock;
use crate::domain::time::Instant;
use crate::gateway::Spent;
use crate::recorder::files::snapshot::Snapshot;
use crate::sandbox::runtime::FoundSandbox;
use crate::sandbox::{Docker, Purpose};
use crate::store::sessions::SessionRecord;
use crate::store::{Store, StoreError};
use crate::trace::{Entry, TraceLog};

/// Between two looks at whether all sandboxes run.
const LOOK: Duration = Duration::from_secs(3);

impl Conductor {
    /// Looks at what an earlier service left. Must be done before any session is started, and may
    /// be tried again if the engine was not there.
    pub async fn recover(self: &Arc<Self>) -> Result<(), SessionError> {
        let store = &self.parts.store;
        // Needs no engine, so it does not wait for one.
        self.keep_withdrawals().await?;
        self.seal_ended().await?;
        let running = store.sessions_in(SessionState::Running).await?;
        let wanted: HashSet<_> = running
            .iter()
            .map(|record| sandbox_name(record.id))
            .collect();
        let docker = self.parts.docker.get().await?;
        docker.remove_verification_sandboxes().await?;
        remove_folders(&self.parts.data_dir.join("v"));
        for sandbox in docker.list().await? {
            if sandbox.purpose == Purpose::Session.as_str() && !wanted.contains(&sandbox.name) {
                tracing::info!(sandbox = sandbox.name, "removing a sandbox nobody needs");
                docker.remove(&sandbox.name).await?;
            }
        }
        // Containers are gone: what live checks need of those that were handed in is kept first.
        for record in store.sessions_in(SessionState::Submitted).await? {
            self.clear_away(record.id, &record.scenario)?;
        }
        remove_other_folders(&self.parts.data_dir.join("s"), &wanted);
        self.recovered.cancel();
        self.resume_all().await?;
        self.forget_all_kept().await?;
        for record in store.sessions_in(SessionState::Submitted).await? {
            self.check_later(record.id);
        }
        Ok(())
    }

    /// Resumes sessions whose sandbox ends while the service runs, until the service stops.
    pub async fn keep_sandboxes(self: Arc<Self>) {
        let mut ticks = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                _ = ticks.tick() => {}
            }
            self.cool_surplus().await;
            self.clear_again().await;
            let nothing_runs = self.running.lock().await.is_empty() && self.restarts.is_empty();
            if !nothing_runs && let Err(error) = self.resume_all().await {
                tracing::warn!(%error, "the sandboxes could not be looked at");
            }
        }
    }

    /// Resumes every session that should run and does not, or whose sandbox does not.
    async fn resume_all(self: &Arc<Self>) -> Result<(), SessionError> {
        // Sessions first: a sandbox is there before its session counts as running.
        let running = self.parts.store.sessions_in(SessionState::Running).await?;
        let docker = self.parts.docker.get().await?;
        let found = docker.list().await?.into_iter();
        let found: HashMap<_, _> = found
            .map(|sandbox| (sandbox.name.clone(), sandbox))
            .collect();
        for record in running {
            let found = found.get(&sandbox_name(record.id));
            if let Err(error) = self.resume(&docker, record.id, found).await {
                tracing::error!(session = %record.id, %error, "a session could not be resumed");
            }
        }
        Ok(())
    }

    /// `found`: the sandbox, if there is one.
    async fn resume(
        &self,
        docker: &Docker,
        session: SessionId,
        found: Option<&FoundSandbox>,
    ) -> Result<(), SessionError> {
        let _turn = self.turn(session).await;
        let record = self.reload(session).await?;
        let running = self.running(session).await;
        let now = std::time::Instant::now;
        if record.state != SessionState::Running {
            return Ok(());
        }
        if running.is_some() && found.is_some_and(|it| it.running) {
            self.restarts.runs(session, now());
            return Ok(());
        }
        let trace = self.trace(&record).await?;
        let reason = match running {
            Some(running) => {
                let reason = docker.why_ended(&sandbox_name(session)).await;
                tracing::warn!(%session, reason, "its sandbox has ended");
                self.running.lock().await.remove(&session);
                running.stop().await;
                self.note_failure(session, &trace, reason.clone()).await?;
                reason
            }
            None => "The service was stopped or crashed.".to_owned(),
        };
        if self.was_handed_in(&record).await? {
            return Ok(());
        }
        let (clock, last_seen) = self.clock_and_last_seen(&record).await?;
        trace.clock().follow(clock);
        if self.restarts.begin_interruption(session) {
            let interrupted = EventBody::SessionInterrupted { reason, last_seen };
            trace.append(Entry::new(Actor::System, interrupted)).await?;
        }
        if !self.restarts.may_start(session, now()) {
            return Ok(());
        }
        match self
            .go_on(docker, &record, &trace, found, (clock, last_seen))
            .await
        {
            Ok(()) => {
                self.restarts.started(session, now());
                Ok(())
            }
            Err(error) => {
                let reason = format!("The sandbox could not be started: {error}");
                self.note_failure(session, &trace, reason).await?;
                // The interruption that was just written has not ended.
                self.restarts.begin_interruption(session);
                Err(error)
            }
        }
    }

    async fn note_failure(
        &self,
        session: SessionId,
        trace: &TraceLog,
        reason: String,
    ) -> Result<(), SessionError> {
        let now = std::time::Instant::now();
        if let Some(failure) = self.restarts.failed(session, reason, now) {
            let Failure { tries, reason } = failure;
            tracing::error!(%session, tries, reason, "its sandbox does not stay");
            let body = EventBody::SandboxFailing { tries, reason };
            trace.append(Entry::new(Actor::System, body)).await?;
        }
        Ok(())
    }

    /// Starts what does not run, gives the time back, and records again.
    async fn go_on(
        &self,
        docker: &Docker,
        record: &SessionRecord,
        trace: &TraceLog,
        found: Option<&FoundSandbox>,
        (mut clock, last_seen): (SessionClock, Instant),
    ) -> Result<(), SessionError> {
        let (store, session) = (&self.parts.store, record.id);
        let scenario = self.scenario(&record.scenario)?;
        let (name, paused) = (sandbox_name(session), clock.pauses.since.is_some());
        match found.map(|it| it.running) {
            Some(true) => {}
            Some(false) => docker.restart(&name).await?,
            None => {
                let image = docker.image_id(&image_of(&scenario)).await?;
                docker.start(&self.spec(session, &scenario, image)).await?;
            }
        }
        // A service that was killed may have frozen it and not said so, or the other way round.
        match (found.is_some_and(|it| it.frozen), paused) {
            (false, true) => docker.pause(&name).await?,
            (true, false) => docker.unpause(&name).await?,
            _ => {}
        }
        let downtime = clock.recover(last_seen, Instant::now());
        store.keep_clock(session, &clock).await?;
        trace.clock().follow(clock);
        let processes_survived = found.is_some_and(|it| it.running);
        let recovered = EventBody::SessionRecovered {
            downtime,
            deadline: clock.deadline,
            processes_survived,
        };
        trace.append(Entry::new(Actor::System, recovered)).await?;
        let known = Snapshot::from_trace(store, session).await?;
        let spent = spent(store, session).await?;
        let running = Running::begin(
            &self.parts,
            session,
            trace.clone(),
            Arc::new(scenario),
            Standing {
                known,
                spent,
                paused,
            },
            &self.stop,
        )
        .await?;
        self.running.lock().await.insert(session, running);
        Ok(())
    }

    /// A service that was killed right after the event of handing in has not done what follows.
    async fn was_handed_in(&self, record: &SessionRecord) -> Result<bool, SessionError> {
        let store = &self.parts.store;
        for kind in ["session.submitted", "session.expired", "session.withdrawn"] {
            let Some(stored) = store.events_of_kind(record.id, kind).await?.pop() else {
                continue;
            };
            let note = match serde_json::from_slice::<Event>(&stored.body) {
                Ok(Event {
                    body: EventBody::SessionSubmitted { final_note, .. },
                    ..
                }) => final_note,
                _ => String::new(),
            };
            let at = record.created_at.plus(stored.at);
            store.set_submission(record.id, at, &note).await?;
            let withdrawn = kind == "session.withdrawn";
            let to = if withdrawn {
                SessionState::Withdrawn
            } else {
                SessionState::Submitted
            };
            let from = SessionState::Running;
            store.advance_session(record.id, from, to).await?;
            self.parts
                .docker
                .get()
                .await?
                .remove(&sandbox_name(record.id))
                .await?;
            self.clear_away(record.id, &record.scenario)?;
            if withdrawn {
                self.forget_kept(record.id);
            }
            return Ok(true);
        }
        Ok(false)
    }
}

/// What a session has spent, as the trace says.
async fn spent(store: &Store, session: SessionId) -> Result<Spent, StoreError> {
    let mut spent = Spent::default();
    for stored in store.events_of_kind(session, "model.").await? {
        let event: Event =
            serde_json::from_slice(&stored.body).map_err(|_| StoreError::Damaged("event"))?;
        if let EventBody::ModelChat(call) | EventBody::ModelEmbedding(call) = event.body
            && call.complete
        {
            spent.tokens += call.tokens_in + call.tokens_out;
            spent.micro_eur += call.cost;
        }
    }
    Ok(spent)
}

/// Folders that were laid out for sessions that did not start: they are made again when they do.
fn remove_other_folders(of: &std::path::Path, wanted: &HashSet<String>) {
    let Ok(entries) = std::fs::read_dir(of) else {
        return;
    };
    for entry in entries.flatten() {
        if !wanted.contains(entry.file_name().to_string_lossy().as_ref()) {
            remove_folders(&entry.path());
        }
    }
}

fn remove_folders(of: &std::path::Path) {
    match std::fs::remove_dir_all(of) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(folder = %of.display(), %error, "left-overs could not be removed");
        }
        _ => {}
    }
}
