//! Resuming one session. Its trace is read without its turn, because that takes long and the
//! session may be withdrawn or given time meanwhile. Reading has a time limit. A session that
//! exceeds it is put aside, which its pages say, and is tried again.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;

use super::attempts::Attempts;
use super::known::{Known, know};
use super::unfinished::was_handed_in;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::sandbox::Docker;
use crate::sandbox::runtime::FoundSandbox;
use crate::session::clock::reading::{clock_and_last_seen, clock_of, stands_still};
use crate::session::context::{Context, Ended, Failure, SessionError, sandbox_name};
use crate::session::lifecycle::clearing::clear;
use crate::session::lifecycle::images::image_of_session;
use crate::session::lifecycle::spec::spec_of;
use crate::session::live::running::{self, Standing};
use crate::trace::{Entry, TraceLog};

/// Resumes a session if it should run and does not. `found`: its sandbox, if there is one. If
/// anything fails, the session is put aside and tried again.
pub async fn resume(
    context: &Arc<Context>,
    attempts: &Attempts,
    docker: &Docker,
    session: SessionId,
    found: Option<&FoundSandbox>,
) {
    let mut interrupted = false;
    let resuming = async {
        if must_resume(context, docker, session, found).await? {
            interrupted = true;
            try_to_resume(context, attempts, docker, session, found).await?;
        }
        Ok::<_, SessionError>(())
    };
    let error = match AssertUnwindSafe(resuming).catch_unwind().await {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error,
        Err(_) => SessionError::Internal("reading its record failed; see the log".into()),
    };
    tracing::error!(%session, %error, "a session could not be resumed");
    let reason = format!("The session is put aside: {error}.");
    let now = std::time::Instant::now();
    let failed = context.restarts.put_aside(session, reason, now);
    if interrupted {
        // The interruption was written and has not ended.
        context.restarts.begin_interruption(session);
    }
    let told = async {
        let trace = context.trace(&context.reload(session).await?).await?;
        note_failure(session, &trace, failed).await
    };
    // The session's pages say it nevertheless.
    if let Err(error) = told.await {
        tracing::warn!(%session, %error, "the trace could not record that the session is put aside");
    }
}

/// Call it when nothing of the session runs and the trace says so. Expected failures are recorded
/// here.
async fn try_to_resume(
    context: &Arc<Context>,
    attempts: &Attempts,
    docker: &Docker,
    session: SessionId,
    found: Option<&FoundSandbox>,
) -> Result<(), SessionError> {
    // Neither changes while the session does not run.
    let known = know(context, attempts, session).await;
    let up = match &known {
        Ok(_) => bring_up(context, docker, session, found).await,
        Err(_) => Ok(()),
    };
    let _turn = context.turn(session).await;
    let record = context.reload(session).await?;
    if record.state != SessionState::Running {
        // The session was withdrawn meanwhile, so the sandbox that was started is not needed.
        let state = record.state;
        clear(context, Ended::of(record, state)).await;
        return Ok(());
    }
    let trace = context.trace(&record).await?;
    let now = std::time::Instant::now;
    let (failed, error) = match (known, up) {
        (Err(error), _) => {
            let reason = format!("The session is put aside: {error}.");
            (context.restarts.put_aside(session, reason, now()), error)
        }
        (_, Err(error)) => {
            let reason = format!("The sandbox could not be started: {error}");
            (context.restarts.failed(session, reason, now()), error)
        }
        (Ok(known), Ok(())) => {
            let survived = found.is_some_and(|it| it.running);
            let Err(error) = go_on(context, &record, &trace, known, survived).await else {
                context.restarts.started(session, now());
                return Ok(());
            };
            let reason = format!("The session could not be resumed: {error}");
            (context.restarts.failed(session, reason, now()), error)
        }
    };
    tracing::error!(%session, %error, "a session could not be resumed");
    // The interruption was written and has not ended.
    context.restarts.begin_interruption(session);
    note_failure(session, &trace, failed).await
}

/// Whether the session must be resumed now. If so, nothing of it runs any more, and the trace says
/// since when.
async fn must_resume(
    context: &Arc<Context>,
    docker: &Docker,
    session: SessionId,
    found: Option<&FoundSandbox>,
) -> Result<bool, SessionError> {
    let _turn = context.turn(session).await;
    let running = context.running(session).await;
    let now = std::time::Instant::now;
    if running.is_none() && !context.restarts.may_start(session, now()) {
        return Ok(false);
    }
    let record = context.reload(session).await?;
    if record.state != SessionState::Running {
        return Ok(false);
    }
    if running.is_some() && found.is_some_and(|it| it.running) {
        context.restarts.runs(session, now());
        return Ok(false);
    }
    let trace = context.trace(&record).await?;
    let reason = match running {
        Some(running) => {
            let reason = docker.why_ended(&sandbox_name(session)).await;
            tracing::warn!(%session, reason, "the session's sandbox has ended");
            context.running.lock().await.remove(&session);
            running.stop().await;
            let failed = context.restarts.failed(session, reason.clone(), now());
            note_failure(session, &trace, failed).await?;
            reason
        }
        None => "The service was stopped or crashed.".to_owned(),
    };
    if was_handed_in(context, &record).await? {
        return Ok(false);
    }
    let (clock, last_seen) = clock_and_last_seen(context, &record).await?;
    trace.clock().follow(clock);
    if context.restarts.begin_interruption(session) {
        let interrupted = EventBody::SessionInterrupted { reason, last_seen };
        trace.append(Entry::new(Actor::System, interrupted)).await?;
    }
    Ok(context.restarts.may_start(session, now()))
}

/// Starts the sandbox if it does not run, and freezes it if the candidate has paused.
async fn bring_up(
    context: &Context,
    docker: &Docker,
    session: SessionId,
    found: Option<&FoundSandbox>,
) -> Result<(), SessionError> {
    let record = context.reload(session).await?;
    let trace = context.trace(&record).await?;
    let paused = stands_still(&trace, &clock_of(context, &record).await?).await?;
    let name = sandbox_name(session);
    match found.map(|it| it.running) {
        Some(true) => {}
        Some(false) => docker.restart(&name).await?,
        None => {
            let scenario = context.scenario(&record).await?;
            let image = image_of_session(context, docker, session, &scenario).await?;
            docker
                .start(&spec_of(&context.parts, session, &scenario, image))
                .await?;
        }
    }
    // A service that was killed may have frozen it before the event that says so, or the other way
    // round.
    match (found.is_some_and(|it| it.frozen), paused) {
        (false, true) => docker.pause(&name).await?,
        (true, false) => docker.unpause(&name).await?,
        _ => {}
    }
    Ok(())
}

/// Gives the time back and records again. The caller must have the session's turn.
async fn go_on(
    context: &Context,
    record: &SessionRecord,
    trace: &TraceLog,
    known: Known,
    processes_survived: bool,
) -> Result<(), SessionError> {
    let (store, session) = (&context.parts.store, record.id);
    let scenario = context.scenario(record).await?;
    let (mut clock, last_seen) = clock_and_last_seen(context, record).await?;
    let paused = stands_still(trace, &clock).await?;
    let downtime = clock.recover(last_seen, Timestamp::now());
    store.keep_clock(session, &clock).await?;
    trace.clock().follow(clock);
    let recovered = EventBody::SessionRecovered {
        downtime,
        deadline: clock.deadline,
        processes_survived,
    };
    trace.append(Entry::new(Actor::System, recovered)).await?;
    let standing = Standing {
        known: known.files,
        spent: known.spent,
        terminals: known.terminals,
        paused,
    };
    let trace = trace.clone();
    let prepared = running::prepare(context, session, trace, scenario, standing).await?;
    context
        .running
        .lock()
        .await
        .insert(session, prepared.begin());
    Ok(())
}

/// Tells people, in the log and in the trace, if they must know.
async fn note_failure(
    session: SessionId,
    trace: &TraceLog,
    failure: Option<Failure>,
) -> Result<(), SessionError> {
    if let Some(Failure { tries, reason }) = failure {
        tracing::error!(%session, tries, reason, "the session's sandbox does not keep running");
        let body = EventBody::SandboxFailing { tries, reason };
        trace.append(Entry::new(Actor::System, body)).await?;
    }
    Ok(())
}
