//! How many events of each kind a session may have, and how many it has left.
//!
//! The caller counts what exceeds a rate (`left_out.rs`).

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

mod bucket;
mod kinds;

use bucket::Bucket;
pub use bucket::Overrun;
pub use kinds::Rated;

/// What a session has left of each kind. Everything that appends to its trace shares it.
#[derive(Debug)]
pub(super) struct Rates(Mutex<[Bucket; Rated::ALL.len()]>);

impl Rates {
    pub fn new() -> Self {
        let now = Instant::now();
        let bucket = |kind: Rated| Bucket::new(kind.rate(), now);
        Self(Mutex::new(Rated::ALL.map(bucket)))
    }

    /// Counts events that are in the trace already.
    pub fn used(&self, kind: Rated, events: u64) {
        self.buckets()[kind as usize].used(events);
    }

    /// Whether one more of this size in bytes may be recorded. If so, it counts.
    pub fn admit(&self, kind: Rated, bytes: usize, now: Instant) -> bool {
        self.buckets()[kind as usize].take(kind.rate(), bytes, now)
    }

    /// Counts one more, whether there is room or not.
    pub fn record(&self, kind: Rated, now: Instant) {
        self.buckets()[kind as usize].record(kind.rate(), now);
    }

    /// For a kind that is recorded whether there is room or not.
    pub fn overrun(&self, kind: Rated, now: Instant) -> Overrun {
        self.buckets()[kind as usize].overrun(kind.rate(), now)
    }

    /// What is left of the session's total.
    #[cfg(test)]
    pub fn left(&self, kind: Rated) -> f64 {
        self.buckets()[kind as usize].left()
    }

    fn buckets(&self) -> MutexGuard<'_, [Bucket; Rated::ALL.len()]> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::bucket::UNIT;
    use super::kinds::Rate;
    use super::*;

    fn taken(rates: &Rates, kind: Rated, of: u32, now: Instant) -> u32 {
        let admitted = (0..of).filter(|_| rates.admit(kind, 100, now)).count();
        u32::try_from(admitted).unwrap()
    }

    #[test]
    fn a_burst_is_taken_then_the_sustained_rate() {
        let (rates, now) = (Rates::new(), Instant::now() + Duration::from_secs(5));
        let Rate {
            burst, sustained, ..
        } = Rated::Command.rate();
        assert_eq!(taken(&rates, Rated::Command, burst + 500, now), burst);
        let later = now + Duration::from_secs(2);
        assert_eq!(taken(&rates, Rated::Command, 500, later), 2 * sustained);
        assert!(rates.admit(Rated::Note, 10, now), "kinds are apart");
    }

    #[test]
    fn a_session_has_an_end_that_a_restart_does_not_move() {
        let (rates, mut now) = (Rates::new(), Instant::now());
        let Rate { total, .. } = Rated::Note.rate();
        rates.used(Rated::Note, u64::from(total - 5));
        let mut all = 0;
        for _ in 0..9 {
            now += Duration::from_secs(600);
            all += taken(&rates, Rated::Note, 3, now);
        }
        assert_eq!(all, 5);
    }

    #[test]
    fn what_is_recorded_anyway_is_counted_and_waits_for_as_long_as_it_was_too_much() {
        let (rates, now) = (Rates::new(), Instant::now() + Duration::from_secs(5));
        let kind = Rated::File;
        let Rate {
            burst,
            sustained,
            total,
        } = kind.rate();
        let record = |count: u32| (0..count).for_each(|_| rates.record(kind, now));
        record(burst);
        assert_eq!(rates.overrun(kind, now), Overrun::default());
        record(2 * sustained);
        let two = Duration::from_secs(2);
        assert_eq!(rates.overrun(kind, now).wait, two);
        assert_eq!(rates.overrun(kind, now + two), Overrun::default());
        record(total - burst - 2 * sustained - 1);
        let overrun = rates.overrun(kind, now);
        assert!(!overrun.spent && overrun.wait <= Duration::from_secs(60));
        record(1);
        assert!(rates.overrun(kind, now + Duration::from_hours(9)).spent);
    }

    #[test]
    fn bytes_weigh() {
        let (rates, now) = (Rates::new(), Instant::now());
        let burst = Rated::Note.rate().burst;
        let large = |rates: &Rates| rates.admit(Rated::Note, 3 * UNIT, now);
        let admitted = (0..burst).filter(|_| large(&rates)).count();
        assert_eq!(u32::try_from(admitted), Ok(burst / 4));
        let huge = Rates::new();
        assert!(huge.admit(Rated::Note, usize::MAX, now), "once");
        let minute = now + Duration::from_secs(60);
        assert!(!huge.admit(Rated::Note, 1, minute), "and it takes its time");
    }

    /// Honest heavy work: 6,000 questions in 35 minutes, each with ten spans, three calls to the
    /// store and an embedding.
    #[test]
    fn a_loop_of_6000_questions_is_recorded_whole() {
        let rates = Rates::new();
        let begin = Instant::now();
        for question in 0..6_000u32 {
            let now = begin + Duration::from_millis(350) * question;
            for _ in 0..10 {
                assert!(rates.admit(Rated::Span, 3_000, now), "question {question}");
            }
            for _ in 0..3 {
                assert!(rates.admit(Rated::VectorCall, 3_000, now));
            }
        }
    }
}
