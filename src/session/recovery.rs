//! After a crash: sandboxes are adopted or removed, sessions continue, and time is given back.
//!
//! Sessions are resumed side by side, each in its own task and within a time limit. What one of
//! them has printed, or has in the database, does not delay the others.

mod attempts;
mod known;
mod resuming;
mod unfinished;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use super::context::{Context, Ended, SessionError, sandbox_name};
use super::lifecycle::checking::check_later;
use super::lifecycle::clearing::clear_again;
use super::lifecycle::discarding::{all_discarded, discard_others, remove_later};
use super::lifecycle::kept::{forget_all_kept, keep_stores};
use super::lifecycle::prepared::PreparedSandboxes;
use super::lifecycle::sealing::seal_ended;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::sandbox::{Docker, Purpose, SandboxError};
use attempts::Attempts;
use resuming::resume;
use unfinished::keep_withdrawals;

/// How often to look whether all sandboxes run.
const LOOK: Duration = Duration::from_secs(3);

/// Takes up what an earlier service left, and sandboxes that end while this one runs.
pub struct Recovery {
    context: Arc<Context>,
    prepared: Arc<PreparedSandboxes>,
    attempts: Arc<Attempts>,
}

impl Recovery {
    /// Does not look at anything yet.
    pub fn new(context: Arc<Context>, prepared: Arc<PreparedSandboxes>) -> Self {
        Self {
            context,
            prepared,
            attempts: Arc::default(),
        }
    }

    /// Takes up what an earlier service left. Must finish before any session starts. May be tried
    /// again if the engine did not answer.
    pub async fn recover(&self) -> Result<(), SessionError> {
        let context = &self.context;
        let store = &context.parts.store;
        // Before the engine is asked, because it is not needed for this.
        keep_withdrawals(context).await?;
        let docker = match context.parts.docker.get().await {
            Ok(docker) => docker,
            Err(error) => {
                seal_ended(context).await?;
                return Err(error.into());
            }
        };
        let running = store.sessions_in(SessionState::Running).await?;
        let mut needed: HashSet<_> = running.iter().map(|it| sandbox_name(it.id)).collect();
        let stuck = remove_others(&docker, &needed).await?;
        // Read before sessions resume: those that are handed in later get their checks from the
        // hand-in.
        let submitted = store.sessions_in(SessionState::Submitted).await?;
        let waiting = keep_what_ended(context, &submitted, stuck).await?;
        needed.extend(waiting.iter().cloned());
        for folder in ["v", "s"] {
            let folder = context.parts.data_dir.join(folder);
            discard_others(&context.parts, &folder, &needed);
        }
        let discarded = all_discarded(&context.parts);
        context.recovered.cancel();
        self.resume_all().await?;
        remove_later(context, discarded);
        // Reads whole traces, so it comes after the sessions that wait for their sandbox.
        if let Err(error) = seal_ended(context).await {
            tracing::error!(%error, "some traces could not be signed");
        }
        for record in submitted {
            // The others are checked when they are cleared.
            if !waiting.contains(&sandbox_name(record.id)) {
                check_later(context, record.id);
            }
        }
        if let Err(error) = forget_all_kept(context).await {
            tracing::warn!(%error, "data kept for finished checks could not be removed");
        }
        Ok(())
    }

    /// Resumes sessions whose sandbox ends while the service runs, until the service stops.
    pub async fn keep_sandboxes(&self) {
        let context = &self.context;
        let mut ticks = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                () = context.stop.cancelled() => return,
                _ = ticks.tick() => {}
            }
            self.prepared.cool_surplus(context).await;
            clear_again(context).await;
            let nothing_runs = context.running.lock().await.is_empty()
                && context.restarts.is_empty()
                && !self.attempts.any();
            if !nothing_runs && let Err(error) = self.resume_all().await {
                tracing::warn!(%error, "the sandboxes could not be listed");
            }
        }
    }

    /// Resumes every session that should run and does not, or whose sandbox does not. Each gets its
    /// own task, unless it has one. Nobody waits for the tasks.
    async fn resume_all(&self) -> Result<(), SessionError> {
        let context = &self.context;
        // Sessions first: a sandbox exists before its session counts as running.
        let running = context
            .parts
            .store
            .sessions_in(SessionState::Running)
            .await?;
        let docker = context.parts.docker.get().await?;
        let found = docker.list().await?.into_iter();
        let mut found: HashMap<_, _> = found
            .map(|sandbox| (sandbox.name.clone(), sandbox))
            .collect();
        for record in running {
            let found = found.remove(&sandbox_name(record.id));
            let Some(attempt) = self.attempts.begins(record.id) else {
                continue;
            };
            let (context, docker) = (Arc::clone(context), docker.clone());
            let attempts = Arc::clone(&self.attempts);
            self.context.tasks.spawn(async move {
                let _attempt = attempt;
                tokio::select! {
                    () = context.stop.cancelled() => {}
                    () = resume(&context, &attempts, &docker, record.id, found.as_ref()) => {}
                }
            });
        }
        Ok(())
    }
}

/// Keeps what live checks need of sessions that were handed in, except those whose container is in
/// `stuck` and may still exist. A problem with one session does not affect the others: it is
/// cleared later. Returns the names of the sandboxes that wait for that.
async fn keep_what_ended(
    context: &Context,
    submitted: &[SessionRecord],
    stuck: HashSet<String>,
) -> Result<HashSet<String>, SessionError> {
    let mut waiting = stuck;
    for record in submitted {
        let name = sandbox_name(record.id);
        if !waiting.contains(&name)
            && let Err(error) = keep_stores(context, record).await
        {
            tracing::error!(session = %record.id, %error, "the session's stores could not be kept yet");
            waiting.insert(name);
        }
    }
    let state = SessionState::Withdrawn;
    let withdrawn = context.parts.store.sessions_in(state).await?;
    for record in submitted.iter().chain(&withdrawn) {
        if waiting.contains(&sandbox_name(record.id)) {
            let ended = Ended::of(record.clone(), record.state);
            context.uncleared.add(ended).await;
        }
    }
    Ok(waiting)
}

/// Removes sandboxes that nobody needs: those of an earlier service's checks, and those of sessions
/// that do not run. Returns those that could not be removed. Folders of sessions that did not start
/// are made again when they do.
async fn remove_others(
    docker: &Docker,
    needed: &HashSet<String>,
) -> Result<HashSet<String>, SandboxError> {
    let mut stuck = HashSet::new();
    for sandbox in docker.list().await? {
        if sandbox.purpose == Purpose::Session.as_str() && needed.contains(&sandbox.name) {
            continue;
        }
        tracing::info!(
            sandbox = sandbox.name,
            "removing a sandbox that nobody needs"
        );
        if let Err(error) = docker.remove(&sandbox.name).await {
            tracing::error!(sandbox = sandbox.name, %error, "a sandbox could not be removed");
            stuck.insert(sandbox.name);
        }
    }
    Ok(stuck)
}
