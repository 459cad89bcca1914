//! A session's time: time during which the clock is stopped is given back, granted time is added,
//! and none is lost.

use super::event::EventBody;
use super::time::{MINUTE, Timestamp};

/// All pauses of a session together, in microseconds: a day. Then the pause ends by itself.
pub const MOST_PAUSED: i64 = 24 * 60 * MINUTE;

/// The most working time with all extensions, in microseconds: a day.
pub const MOST_WORK: i64 = 24 * 60 * MINUTE;

/// The clock cannot be set like this now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    #[error("the session is paused")]
    Paused,
    #[error("the session is not paused")]
    NotPaused,
    #[error("the pauses of this session are used up")]
    PausesUsedUp,
    #[error("time is up")]
    TimeIsUp,
    #[error("the session would have more than 24 hours in all")]
    TooMuchTime,
}

/// The candidate's own pauses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pauses {
    /// Since when the clock is paused. `None`: it is not.
    pub since: Option<Timestamp>,
    /// Microseconds of the pauses that have ended.
    pub taken: i64,
    /// The last event of the trace that the session's row includes. If the service was killed,
    /// later events in the trace are missing in the row.
    pub seq: u64,
}

/// The time of a session that has started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionClock {
    pub started_at: Timestamp,
    /// When time is up. If the clock is stopped now, this will move.
    pub deadline: Timestamp,
    /// Microseconds during which the clock was stopped, without the current pause.
    pub stood_still: i64,
    /// Included in `stood_still`.
    pub pauses: Pauses,
}

impl SessionClock {
    pub fn starting(started_at: Timestamp, deadline: Timestamp) -> Self {
        Self {
            started_at,
            deadline,
            stood_still: 0,
            pauses: Pauses::default(),
        }
    }

    /// Working time up to this moment, in microseconds.
    pub fn active(&self, at: Timestamp) -> i64 {
        let until = self.pauses.since.map_or(at, |since| since.min(at));
        (until.since(self.started_at) - self.stood_still).max(0)
    }

    /// When time would be up if the current pause ended at this moment.
    pub fn deadline_at(&self, at: Timestamp) -> Timestamp {
        let pausing = self.pauses.since.map_or(0, |since| at.since(since));
        self.deadline.plus(pausing)
    }

    /// Whether time is up.
    pub fn is_over(&self, at: Timestamp) -> bool {
        self.pauses.since.is_none() && self.deadline <= at
    }

    /// When the current pause ends by itself.
    pub fn pause_ends(&self) -> Option<Timestamp> {
        let left = (MOST_PAUSED - self.pauses.taken).max(0);
        self.pauses.since.map(|since| since.plus(left))
    }

    pub fn pause(&mut self, at: Timestamp) -> Result<(), ClockError> {
        if self.pauses.since.is_some() {
            return Err(ClockError::Paused);
        }
        if self.is_over(at) {
            return Err(ClockError::TimeIsUp);
        }
        if self.pauses.taken >= MOST_PAUSED {
            return Err(ClockError::PausesUsedUp);
        }
        self.pauses.since = Some(at);
        Ok(())
    }

    /// Returns the microseconds for which the clock was paused. They are given back.
    pub fn resume(&mut self, at: Timestamp) -> Result<i64, ClockError> {
        let since = self.pauses.since.take().ok_or(ClockError::NotPaused)?;
        let paused = at.since(since);
        self.pauses.taken += paused;
        self.give(paused);
        Ok(paused)
    }

    /// Adds time, up to [`MOST_WORK`].
    pub fn extend(&mut self, minutes: u32, at: Timestamp) -> Result<(), ClockError> {
        if self.is_over(at) {
            return Err(ClockError::TimeIsUp);
        }
        let deadline = self.deadline.plus(i64::from(minutes) * MINUTE);
        if deadline.since(self.started_at) - self.stood_still > MOST_WORK {
            return Err(ClockError::TooMuchTime);
        }
        self.deadline = deadline;
        Ok(())
    }

    /// Gives back the time in which the service or the sandbox was not running, and
    /// returns how much. During a pause it gives back nothing, because the end of the
    /// pause gives back all of it.
    pub fn recover(&mut self, last_seen: Timestamp, at: Timestamp) -> i64 {
        if self.pauses.since.is_some() {
            return 0;
        }
        let downtime = at.since(last_seen);
        self.give(downtime);
        downtime
    }

    /// Applies an event that the row does not include yet. Returns whether it was about the clock.
    pub fn follow(&mut self, seq: u64, body: &EventBody) -> bool {
        match body {
            EventBody::SessionPaused(paused) => self.pauses.since = Some(paused.since),
            EventBody::SessionResumed(resumed) => {
                self.pauses.since = None;
                self.pauses.taken = self.pauses.taken.saturating_add(resumed.paused);
                self.stood_still = self.stood_still.saturating_add(resumed.paused);
                self.deadline = resumed.deadline;
            }
            EventBody::SessionExtended(extended) => self.deadline = extended.deadline,
            _ => return false,
        }
        self.pauses.seq = seq;
        true
    }

    fn give(&mut self, micros: i64) {
        self.stood_still += micros;
        self.deadline = self.deadline.plus(micros);
    }
}

#[cfg(test)]
mod tests;
