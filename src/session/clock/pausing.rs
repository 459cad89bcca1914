//! A session's clock while it runs: pauses of the candidate, and more time by a practitioner.
//!
//! A pause freezes the sandbox, so nothing in it runs, and the recorder takes leave of its agent
//! as when the service is gone. The event is what counts: what is kept beside the trace is made
//! good from it, so a service that is killed anywhere is right after its restart.

use super::reading::{clock_of, is_handing_in};
use super::reason::reason_of;
use crate::domain::event::{Actor, EventBody, SessionExtended, SessionPaused, SessionResumed};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::{ClockError, SessionClock};
use crate::domain::time::Timestamp;
use crate::session::context::{Context, Running, SessionError, sandbox_name};
use crate::trace::{Entry, TraceLog};

/// Minutes that one extension gives at most: a working day.
pub const MOST_MINUTES: u32 = 480;

/// Why a pause ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseEnd {
    /// The candidate goes on.
    Candidate,
    /// All that may be paused was.
    UsedUp,
    /// The session ends: its sandbox stays frozen.
    SessionEnds,
}

impl PauseEnd {
    fn actor(self) -> Actor {
        match self {
            Self::Candidate => Actor::Candidate,
            Self::UsedUp | Self::SessionEnds => Actor::System,
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Candidate => "The candidate went on.",
            Self::UsedUp => "The pauses of this session are used up.",
            Self::SessionEnds => "The session ends.",
        }
    }
}

/// The candidate stops the clock: the sandbox freezes, and nothing is typed, written or
/// brought about until it goes on.
pub(in crate::session) async fn pause(
    context: &Context,
    session: SessionId,
) -> Result<(), SessionError> {
    let _turn = context.turn(session).await;
    let (record, running) = context.runs(session).await?;
    if is_handing_in(&running.trace).await? {
        return Err(SessionError::HandingIn);
    }
    let mut clock = clock_of(context, &record).await?;
    // Checked before anything is stopped.
    clock.clone().pause(Timestamp::now())?;
    let before = clock;
    let docker = context.parts.docker.get().await?;
    // What is being brought about is finished first.
    let _nothing_happens = running.hold_due().await;
    running.pause.set(true);
    if let Err(error) = docker.pause(&sandbox_name(session)).await {
        running.pause.set(false);
        return Err(error.into());
    }
    let since = Timestamp::now();
    let Ok(until) = clock.pause(since).map(|()| clock.pause_ends()) else {
        // Time was up in the moment it took: the session ends as it is.
        running.pause.set(false);
        docker.unpause(&sandbox_name(session)).await?;
        return Err(ClockError::TimeIsUp.into());
    };
    running.trace.clock().follow(clock);
    let body = EventBody::SessionPaused(SessionPaused {
        since,
        until: until.unwrap_or(since),
    });
    let trace = &running.trace;
    let recorded = set_clock(context, session, trace, clock, Actor::Candidate, body).await;
    if trace.closed().is_some() {
        // Nothing says that the clock is stopped, so it is not.
        trace.clock().follow(before);
        running.pause.set(false);
        docker.unpause(&sandbox_name(session)).await?;
    }
    recorded
}

/// Lets the clock go on, and the sandbox with it.
pub(in crate::session) async fn end_pause(
    context: &Context,
    session: SessionId,
    why: PauseEnd,
) -> Result<(), SessionError> {
    let _turn = context.turn(session).await;
    let (record, running) = context.runs(session).await?;
    let clock = clock_of(context, &record).await?;
    if clock.pauses.since.is_none() {
        return Err(ClockError::NotPaused.into());
    }
    let docker = context.parts.docker.get().await?;
    docker.unpause(&sandbox_name(session)).await?;
    if let Err(error) = record_end_of_pause(context, session, &running, clock, why).await {
        if running.trace.closed().is_some() {
            // The pause goes on: what runs in the sandbox now would be recorded by nobody.
            running.trace.clock().follow(clock);
            docker.pause(&sandbox_name(session)).await?;
        }
        return Err(error);
    }
    running.pause.set(false);
    Ok(())
}

/// Ends pauses after which no more may be paused.
pub(in crate::session) async fn end_used_up_pauses(context: &Context) {
    let running: Vec<_> = context.running.lock().await.values().cloned().collect();
    for running in running
        .into_iter()
        .filter(|it| it.pause.is_on() && it.is_recordable())
    {
        let session = running.session;
        let used_up = async {
            let clock = clock_of(context, &context.reload(session).await?).await?;
            match clock.pause_ends() {
                Some(end) if end <= Timestamp::now() => {
                    end_pause(context, session, PauseEnd::UsedUp).await
                }
                _ => Ok(()),
            }
        };
        if let Err(error) = used_up.await {
            tracing::error!(%session, %error, "a pause that is used up could not be ended");
        }
    }
}

/// Only within a turn of the session, which is paused.
pub(in crate::session) async fn record_end_of_pause(
    context: &Context,
    session: SessionId,
    running: &Running,
    mut clock: SessionClock,
    why: PauseEnd,
) -> Result<(), SessionError> {
    let paused = clock.resume(Timestamp::now())?;
    running.trace.clock().follow(clock);
    let body = EventBody::SessionResumed(SessionResumed {
        paused,
        deadline: clock.deadline,
        reason: why.reason().to_owned(),
    });
    set_clock(context, session, &running.trace, clock, why.actor(), body).await
}

/// A practitioner gives more time, as long as the session can still run.
pub(in crate::session) async fn extend(
    context: &Context,
    session: SessionId,
    by: &str,
    minutes: u32,
    reason: &str,
) -> Result<(), SessionError> {
    let reason = reason_of(reason)?;
    if !(1..=MOST_MINUTES).contains(&minutes) {
        let refused = format!("An extension is 1 to {MOST_MINUTES} minutes.");
        return Err(SessionError::Refused(refused));
    }
    let _turn = context.turn(session).await;
    let record = context.reload(session).await?;
    if record.state != SessionState::Running {
        return Err(SessionError::WrongState(record.state));
    }
    // Its sandbox need not run: one that is being resumed goes on with this clock.
    let trace = context.trace(&record).await?;
    let mut clock = clock_of(context, &record).await?;
    clock.extend(minutes, Timestamp::now())?;
    let body = EventBody::SessionExtended(SessionExtended {
        by: by.to_owned(),
        minutes,
        reason,
        deadline: clock.deadline,
    });
    set_clock(context, session, &trace, clock, Actor::Practitioner, body).await
}

/// Writes the event, then keeps the clock that follows from it.
async fn set_clock(
    context: &Context,
    session: SessionId,
    trace: &TraceLog,
    mut clock: SessionClock,
    actor: Actor,
    body: EventBody,
) -> Result<(), SessionError> {
    clock.pauses.seq = trace.append(Entry::new(actor, body)).await?.seq;
    trace.clock().follow(clock);
    Ok(context.parts.store.keep_clock(session, &clock).await?)
}
