//! A session's clock while it runs: pauses of the candidate, and more time by a practitioner.
//!
//! A pause freezes the sandbox, so nothing in it runs, and the recorder takes leave of its agent
//! as when the service is gone. The event is what counts: what is kept beside the trace is made
//! good from it, so a service that is killed anywhere is right after its restart.

use super::conduct::{Conductor, SessionError, sandbox_name};
use super::running::Running;
use crate::domain::event::{
    Actor, Event, EventBody, SessionExtended, SessionPaused, SessionResumed,
};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::{ClockError, SessionClock};
use crate::domain::time::Instant;
use crate::store::StoreError;
use crate::store::sessions::SessionRecord;
use crate::trace::Entry;

/// Minutes that one extension gives at most: a working day.
pub const MOST_MINUTES: u32 = 480;
/// Characters of a reason.
pub const REASON_LIMIT: usize = 500;

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

impl Conductor {
    /// The candidate stops the clock: the sandbox freezes, and nothing is typed, written or
    /// brought about until it goes on.
    pub async fn pause(&self, session: SessionId) -> Result<(), SessionError> {
        let _turn = self.turn(session).await;
        let (record, running) = self.runs(session).await?;
        let mut clock = self.clock_of(&record).await?;
        // Checked before anything stands still.
        clock.clone().pause(Instant::now())?;
        let docker = self.parts.docker.get().await?;
        // What is being brought about is finished first.
        let _nothing_happens = running.hold_moments().await;
        running.pause.set(true);
        if let Err(error) = docker.pause(&sandbox_name(session)).await {
            running.pause.set(false);
            return Err(error.into());
        }
        let since = Instant::now();
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
        self.set_clock(session, &running, clock, Actor::Candidate, body)
            .await
    }

    /// Lets the clock go on, and the sandbox with it.
    pub async fn end_pause(&self, session: SessionId, why: PauseEnd) -> Result<(), SessionError> {
        let _turn = self.turn(session).await;
        let (record, running) = self.runs(session).await?;
        let clock = self.clock_of(&record).await?;
        if clock.pauses.since.is_none() {
            return Err(ClockError::NotPaused.into());
        }
        let docker = self.parts.docker.get().await?;
        docker.unpause(&sandbox_name(session)).await?;
        self.record_end_of_pause(session, &running, clock, why)
            .await?;
        running.pause.set(false);
        Ok(())
    }

    /// Ends pauses after which no more may be paused.
    pub(super) async fn end_used_up_pauses(&self) {
        let running: Vec<_> = self.running.lock().await.values().cloned().collect();
        for running in running.into_iter().filter(|it| it.pause.is_on()) {
            let session = running.session;
            let used_up = async {
                let clock = self.clock_of(&self.reload(session).await?).await?;
                match clock.pause_ends() {
                    Some(end) if end <= Instant::now() => {
                        self.end_pause(session, PauseEnd::UsedUp).await
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
    pub(super) async fn record_end_of_pause(
        &self,
        session: SessionId,
        running: &Running,
        mut clock: SessionClock,
        why: PauseEnd,
    ) -> Result<(), SessionError> {
        let paused = clock.resume(Instant::now())?;
        running.trace.clock().follow(clock);
        let body = EventBody::SessionResumed(SessionResumed {
            paused,
            deadline: clock.deadline,
            reason: why.reason().to_owned(),
        });
        self.set_clock(session, running, clock, why.actor(), body)
            .await
    }

    /// A practitioner gives more time, as long as the session can still run.
    pub async fn extend(
        &self,
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
        let _turn = self.turn(session).await;
        let (record, running) = self.runs(session).await?;
        let mut clock = self.clock_of(&record).await?;
        clock.extend(minutes, Instant::now())?;
        let body = EventBody::SessionExtended(SessionExtended {
            by: by.to_owned(),
            minutes,
            reason,
            deadline: clock.deadline,
        });
        self.set_clock(session, &running, clock, Actor::Practitioner, body)
            .await
    }

    /// Writes the event, then keeps the clock that follows from it.
    async fn set_clock(
        &self,
        session: SessionId,
        running: &Running,
        mut clock: SessionClock,
        actor: Actor,
        body: EventBody,
    ) -> Result<(), SessionError> {
        clock.pauses.seq = running.trace.append(Entry::new(actor, body)).await?;
        running.trace.clock().follow(clock);
        Ok(self.parts.store.keep_clock(session, &clock).await?)
    }

    /// The session, if it runs here.
    async fn runs(
        &self,
        session: SessionId,
    ) -> Result<(SessionRecord, std::sync::Arc<Running>), SessionError> {
        let record = self.reload(session).await?;
        match (record.state, self.running(session).await) {
            (SessionState::Running, Some(running)) => Ok((record, running)),
            (state, _) => Err(SessionError::WrongState(state)),
        }
    }

    /// A started session's clock as the trace has it.
    pub(super) async fn clock_of(
        &self,
        record: &SessionRecord,
    ) -> Result<SessionClock, SessionError> {
        Ok(self.clock_and_last_seen(record).await?.0)
    }

    /// The same, and when the service was seen alive last while the session ran.
    pub(super) async fn clock_and_last_seen(
        &self,
        record: &SessionRecord,
    ) -> Result<(SessionClock, Instant), SessionError> {
        let not_started = || SessionError::Internal("the session has no clock".into());
        let mut clock = record.clock().ok_or_else(not_started)?;
        let mut last_seen = record.last_seen.unwrap_or(clock.started_at);
        let store = &self.parts.store;
        for stored in store
            .events_of_kind_after(record.id, "session.", clock.pauses.seq)
            .await?
        {
            let event: Event =
                serde_json::from_slice(&stored.body).map_err(|_| StoreError::Damaged("event"))?;
            if clock.follow(event.seq, &event.body) {
                last_seen = last_seen.max(record.created_at.plus(event.at));
            }
        }
        Ok((clock, last_seen))
    }

    /// Refused while the candidate pauses: it would be work.
    pub(super) fn refuse_in_pause(record: &SessionRecord) -> Result<(), SessionError> {
        match record.pauses.since {
            Some(_) => Err(ClockError::Paused.into()),
            None => Ok(()),
        }
    }
}

/// A reason that says something.
pub(super) fn reason_of(text: &str) -> Result<String, SessionError> {
    let text = within_limit(text)?;
    if text.is_empty() {
        return Err(SessionError::Refused("Say why.".into()));
    }
    Ok(text)
}

/// A reason that may be none.
pub(super) fn within_limit(text: &str) -> Result<String, SessionError> {
    let text = text.trim();
    if text.chars().count() > REASON_LIMIT {
        let refused = format!("A reason has at most {REASON_LIMIT} characters.");
        return Err(SessionError::Refused(refused));
    }
    Ok(text.to_owned())
}
