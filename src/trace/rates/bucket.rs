//! A token bucket with a total: what one session has left of one kind.

use std::time::Duration;

use tokio::time::Instant;

use super::kinds::Rate;

/// Bytes that weigh as much as one event.
pub(super) const UNIT: usize = 2 * 1024;

/// Seconds after which there is room again at the latest, whatever was recorded beyond the rate.
const LONGEST: u32 = 60;

/// How far a kind is above its rate. It is for kinds of which everything that is seen is recorded,
/// and which are looked at less often instead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrun {
    /// The time until there is room again; zero if there is room.
    pub wait: Duration,
    /// Whether the session's total is used up.
    pub spent: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    tokens: f64,
    at: Instant,
    /// Of the session's total.
    left: f64,
}

impl Bucket {
    /// Full, with nothing used of the session's total.
    pub fn new(rate: Rate, now: Instant) -> Self {
        Self {
            tokens: f64::from(rate.burst),
            at: now,
            left: f64::from(rate.total),
        }
    }

    /// Counts events that are in the trace already towards the session's total.
    pub fn used(&mut self, events: u64) {
        let used = u32::try_from(events).unwrap_or(u32::MAX);
        self.left -= f64::from(used);
    }

    /// Takes one event of this size, if there is room.
    pub fn take(&mut self, rate: Rate, bytes: usize, now: Instant) -> bool {
        self.fill(rate, now);
        let units = u32::try_from(bytes / UNIT).unwrap_or(u32::MAX);
        let weight = 1.0 + f64::from(units);
        // An event heavier than a whole burst would never fit: it may pass once the bucket is full.
        let fits = self.tokens >= weight.min(f64::from(rate.burst)) && self.tokens >= 1.0;
        if !fits || self.left < 1.0 {
            return false;
        }
        self.tokens -= weight;
        self.left -= weight;
        true
    }

    /// Takes one event, whether there is room or not.
    pub fn record(&mut self, rate: Rate, now: Instant) {
        self.fill(rate, now);
        let least = -f64::from(LONGEST * rate.sustained);
        self.tokens = (self.tokens - 1.0).max(least);
        self.left -= 1.0;
    }

    pub fn overrun(&mut self, rate: Rate, now: Instant) -> Overrun {
        self.fill(rate, now);
        let lacking = (-self.tokens).max(0.0);
        Overrun {
            wait: Duration::from_secs_f64(lacking / f64::from(rate.sustained.max(1))),
            spent: self.left < 1.0,
        }
    }

    #[cfg(test)]
    pub fn left(&self) -> f64 {
        self.left
    }

    fn fill(&mut self, rate: Rate, now: Instant) {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        let filled = self.tokens + since * f64::from(rate.sustained);
        self.tokens = filled.min(f64::from(rate.burst));
        self.at = self.at.max(now);
    }
}
