//! The clock of a running session: the candidate's pauses, and more time from a practitioner.
//!
//! A pause freezes the sandbox, so nothing in it runs. The recorder disconnects from the sandbox's
//! agent, as it does when the service stops. The event is authoritative: what is stored beside the
//! trace is derived from it, so that it is correct after a restart, wherever the service was
//! killed.

use super::reading::{clock_of, is_handing_in};
use super::reason::reason_of;
use crate::domain::event::{Actor, EventBody, SessionExtended, SessionPaused, SessionResumed};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::{ClockError, SessionClock};
use crate::domain::time::Timestamp;
use crate::session::context::{Context, Running, SessionError, sandbox_name};
use crate::trace::{Entry, TraceLog};

/// The longest single extension: a working day.
pub const MOST_MINUTES: u32 = 480;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseEnd {
    Candidate,
    /// No pause time is left.
    UsedUp,
    /// The session ends, and its sandbox stays frozen.
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

/// The candidate stops the clock and the sandbox freezes. Until the pause ends, nothing is typed,
/// written or delivered.
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
    // Checked before anything is frozen.
    clock.clone().pause(Timestamp::now())?;
    let before = clock;
    let docker = context.parts.docker.get().await?;
    // A delivery that has begun is finished first.
    let _nothing_happens = running.hold_due().await;
    running.pause.set(true);
    if let Err(error) = docker.pause(&sandbox_name(session)).await {
        running.pause.set(false);
        return Err(error.into());
    }
    let since = Timestamp::now();
    let Ok(until) = clock.pause(since).map(|()| clock.pause_ends()) else {
        // Time ran out while the sandbox was being frozen, so there is no pause.
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

/// Starts the clock and the sandbox again.
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

/// Ends pauses that have used up all the time that a session may pause.
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
            tracing::error!(%session, %error, "a pause with no time left could not be ended");
        }
    }
}

/// The session must be paused, and the caller must have its turn.
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

/// A practitioner gives more time, while the session can still run.
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
    // Its sandbox need not run: a session that is being resumed continues with this clock.
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

/// Writes the event, then stores the clock that results from it.
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
