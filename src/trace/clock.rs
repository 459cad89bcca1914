//! The times that go on events.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::time::Instant;

/// A session's clock: `at` runs from its creation, `active` from its start, without pauses.
#[derive(Debug)]
pub struct TraceClock {
    created_at: Instant,
    /// Unix microseconds, 0 before the start.
    started_at: AtomicI64,
    /// Unix microseconds, 0 while the candidate may still work.
    ended_at: AtomicI64,
    paused: AtomicI64,
    /// The latest `at` given out, so that a wall clock set back never orders events wrongly.
    latest: AtomicI64,
}

impl TraceClock {
    /// The clock of a session created then, that may have been started and paused before.
    pub fn new(created_at: Instant, started_at: Option<Instant>, paused: i64) -> Self {
        Self {
            created_at,
            started_at: AtomicI64::new(started_at.map_or(0, |at| at.0)),
            ended_at: AtomicI64::new(0),
            paused: AtomicI64::new(paused),
            latest: AtomicI64::new(0),
        }
    }

    /// The candidate starts.
    pub fn start(&self, at: Instant) {
        self.started_at.store(at.0, Ordering::SeqCst);
    }

    /// The candidate has handed in: working time stands still, though checks still make events.
    pub fn end(&self, at: Instant) {
        self.ended_at.store(at.0, Ordering::SeqCst);
    }

    /// Time that does not count, in microseconds, is added to what did not count so far.
    pub fn add_pause(&self, micros: i64) {
        self.paused.fetch_add(micros, Ordering::SeqCst);
    }

    /// Never gives out an `at` before this one again.
    pub fn not_before(&self, at: i64) {
        self.latest.fetch_max(at, Ordering::SeqCst);
    }

    /// `at` and `active` of an event that happens now, in microseconds.
    pub fn read(&self) -> (i64, i64) {
        let now = Instant::now();
        let at = now.since(self.created_at);
        let at = at.max(self.latest.fetch_max(at, Ordering::SeqCst));
        let started = self.started_at.load(Ordering::SeqCst);
        let active = if started == 0 {
            0
        } else {
            let until = match self.ended_at.load(Ordering::SeqCst) {
                0 => now,
                ended => now.min(Instant(ended)),
            };
            (until.since(Instant(started)) - self.paused.load(Ordering::SeqCst)).max(0)
        };
        (at, active)
    }
}
