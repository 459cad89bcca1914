//! The start of a session: the sandbox, the first event, the clock.

use std::sync::Arc;
use std::time::Duration;

use super::images::image_of_session;
use super::prepared::PreparedSandboxes;
use super::spec::spec_of;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::SessionClock;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::{MINUTE, Timestamp};
use crate::recorder::files::snapshot::Snapshot;
use crate::sandbox::directory::SandboxDirectory;
use crate::sandbox::{Docker, SandboxError, SandboxSpec, agent};
use crate::scenario::Scenario;
use crate::session::context::{Context, Running, SessionError};
use crate::session::live::running::{self, Standing};
use crate::trace::projections::{Clock, read};
use crate::trace::{Entry, TraceLog};

/// How long a candidate waits while a service that has just started takes up what an earlier one
/// left.
const RECOVERY: Duration = Duration::from_secs(20);

/// Starts the sandbox and the clock. Idempotent. If no sandbox can be started, nothing has happened
/// and the caller may try again.
pub async fn start(
    context: &Context,
    prepared: &PreparedSandboxes,
    session: SessionId,
) -> Result<Arc<Running>, SessionError> {
    let _turn = context.turn(session).await;
    if let Some(running) = context.running(session).await {
        return Ok(running);
    }
    let record = context.reload(session).await?;
    if record.state != SessionState::Consented {
        return Err(SessionError::WrongState(record.state));
    }
    if record.track_open && record.track.is_none() {
        return Err(SessionError::NoTrack);
    }
    let scenario = context.scenario(&record).await?;
    let started = start_sandbox(context, prepared, record, &scenario).await;
    prepared.forget(session).await;
    started
}

async fn start_sandbox(
    context: &Context,
    prepared: &PreparedSandboxes,
    record: SessionRecord,
    scenario: &Scenario,
) -> Result<Arc<Running>, SessionError> {
    let session = record.id;
    let docker = context.parts.docker.get().await?;
    until_recovered(context).await?;
    let image = image_of_session(context, &docker, session, scenario).await?;
    let spec = spec_of(&context.parts, session, scenario, image.clone());
    let laid_out = match prepared.lay_out(context, session, scenario).await {
        Ok(laid_out) => laid_out,
        Err(error) => {
            docker.remove(&spec.name).await?;
            let _ = context
                .parts
                .sandbox_directory(session)
                .remove_apart()
                .await;
            return Err(error);
        }
    };
    if !prepared.thaw(context, &docker, session, &image).await? {
        start_until_it_answers(&docker, spec.clone()).await?;
    }
    let begun = begin(context, record, scenario, image, laid_out.snapshot).await;
    if begun.is_err() {
        // A sandbox whose session has not started must not remain.
        docker.remove(&spec.name).await?;
    }
    begun
}

/// Takes moments at most if the engine answers.
async fn until_recovered(context: &Context) -> Result<(), SessionError> {
    let recovered = tokio::time::timeout(RECOVERY, context.recovered.cancelled()).await;
    recovered.map_err(|_| {
        SessionError::Internal("what an earlier service left was not taken up yet".into())
    })
}

/// Starts a sandbox and waits until its agent answers. That is earlier than the engine's own word
/// that the sandbox runs.
async fn start_until_it_answers(docker: &Docker, spec: SandboxSpec) -> Result<(), SandboxError> {
    let socket = SandboxDirectory::at(spec.directory.clone()).agent_socket();
    let docker = docker.clone();
    // In its own task: an engine might give up if nobody listens to it any more.
    let starting = tokio::spawn(async move { docker.start(&spec).await });
    // If the agent is slow, the engine's answer decides.
    tokio::select! {
        Ok(()) = agent::until_it_answers(&socket) => Ok(()),
        started = starting => {
            started.unwrap_or_else(|error| Err(SandboxError::Agent(error.to_string())))
        }
    }
}

/// Records that the session has started. Everything that can fail, except the disk, is done before.
/// So the trace never records the start of a session that did not start, or records it twice.
async fn begin(
    context: &Context,
    record: SessionRecord,
    scenario: &Scenario,
    image: String,
    laid_out: Snapshot,
) -> Result<Arc<Running>, SessionError> {
    let session = record.id;
    let trace = context.trace(&record).await?;
    let earlier = earlier_start(context, &record).await?;
    let known = match earlier {
        Some(_) => Snapshot::from_trace(&context.parts.store, session).await?,
        None => laid_out.clone(),
    };
    let prepared = running::prepare(
        context,
        session,
        trace.clone(),
        Arc::new(scenario.clone()),
        Standing {
            known,
            ..Standing::default()
        },
    )
    .await?;
    let clock = match earlier {
        Some(earlier) => take_up(&trace, earlier).await?,
        None => record_start(&trace, scenario.manifest.minutes, image, &laid_out).await?,
    };
    context.parts.store.start_session(session, &clock).await?;
    let running = prepared.begin();
    context
        .running
        .lock()
        .await
        .insert(session, running.clone());
    Ok(running)
}

/// The clock of a start that the trace has and the session's row does not, because the service was
/// killed or the disk was full in between; and when the trace was last written.
async fn earlier_start(
    context: &Context,
    record: &SessionRecord,
) -> Result<Option<(SessionClock, Timestamp)>, SessionError> {
    let clock = read::<Clock>(&context.parts.store, record.id).await?.state;
    let started = clock.of_trace(record.created_at);
    Ok(started.map(|started| (started, clock.last(record.created_at))))
}

/// The first start. The clock runs from then on.
async fn record_start(
    trace: &TraceLog,
    minutes: u32,
    image: String,
    laid_out: &Snapshot,
) -> Result<SessionClock, SessionError> {
    let started_at = Timestamp::now();
    let deadline = started_at.plus(i64::from(minutes) * MINUTE);
    let clock = SessionClock::starting(started_at, deadline);
    trace.clock().follow(clock);
    let (workspace, content) = laid_out.to_blob();
    let body = EventBody::SessionStarted {
        image,
        deadline,
        workspace,
    };
    let entry = Entry::new(Actor::System, body).with_contents(vec![content]);
    trace.append(entry).await?;
    Ok(clock)
}

/// A start that reached only the trace. The time since then is given back.
async fn take_up(
    trace: &TraceLog,
    (mut clock, last_seen): (SessionClock, Timestamp),
) -> Result<SessionClock, SessionError> {
    trace.clock().follow(clock);
    let reason = "The start did not come to its end.".to_owned();
    let interrupted = EventBody::SessionInterrupted { reason, last_seen };
    trace.append(Entry::new(Actor::System, interrupted)).await?;
    let downtime = clock.recover(last_seen, Timestamp::now());
    trace.clock().follow(clock);
    let recovered = EventBody::SessionRecovered {
        downtime,
        deadline: clock.deadline,
        processes_survived: false,
    };
    trace.append(Entry::new(Actor::System, recovered)).await?;
    Ok(clock)
}
