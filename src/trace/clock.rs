//! The times of events.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::session_clock::{Pauses, SessionClock};
use crate::domain::time::Timestamp;

/// A session's clock. `at` counts from the session's creation, `active` from its start and without
/// pauses.
#[derive(Debug)]
pub struct TraceClock {
    created_at: Timestamp,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// `None` before the start.
    clock: Option<SessionClock>,
    /// `None` while the candidate may still work.
    ended_at: Option<Timestamp>,
    /// The latest `at` given out, so that a wall clock that is set back never puts events in the
    /// wrong order.
    latest: i64,
}

impl TraceClock {
    /// `stood_still`: for how long the clock was stopped since the start, in microseconds.
    pub fn new(created_at: Timestamp, started_at: Option<Timestamp>, stood_still: i64) -> Self {
        let clock = started_at.map(|started_at| SessionClock {
            started_at,
            deadline: started_at,
            stood_still,
            pauses: Pauses::default(),
        });
        Self {
            created_at,
            state: Mutex::new(State {
                clock,
                ended_at: None,
                latest: 0,
            }),
        }
    }

    /// Uses this clock from now on.
    pub fn follow(&self, clock: SessionClock) {
        self.state().clock = Some(clock);
    }

    /// The candidate has handed in. Working time stops, though checks still make events.
    pub fn end(&self, at: Timestamp) {
        self.state().ended_at = Some(at);
    }

    /// Never gives out an `at` before this one from now on.
    pub fn not_before(&self, at: i64) {
        let mut state = self.state();
        state.latest = state.latest.max(at);
    }

    /// `at` and `active` of an event that happens now, in microseconds.
    pub fn read(&self) -> (i64, i64) {
        let now = Timestamp::now();
        let mut state = self.state();
        state.latest = state.latest.max(now.since(self.created_at));
        let until = state.ended_at.map_or(now, |ended| ended.min(now));
        let active = state.clock.map_or(0, |clock| clock.active(until));
        (state.latest, active)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
