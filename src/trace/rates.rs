//! How many events of each kind a session may bring about: one table, and who has what left.
//!
//! Honest heavy work stays below: 6,000 questions to the pipeline in 35 minutes made 80 events a
//! second. What is beyond is counted by whoever asked (`left_out.rs`).

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Bytes that weigh as much as one event.
const UNIT: usize = 2 * 1024;

/// Seconds after which there is room again at the latest, whatever was recorded beyond a rate.
const LONGEST: u32 = 60;

/// Kinds that have a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rated {
    /// Commands, as marks in a terminal's output tell of them.
    Command,
    /// Terminals that are opened, changes of their size, and input that was refused.
    Terminal,
    /// Changes of files.
    File,
    /// Evaluations read out of the history.
    Evaluation,
    /// Spans, whole.
    Span,
    /// Spans beyond that rate, cut to what the row of a question needs.
    Stage,
    /// Calls to the vector store.
    VectorCall,
    /// Notes and their revisions.
    Note,
    /// Revisions of answers.
    Answer,
    /// Replies to messages.
    Reply,
    /// Spans whose attributes were cut: never admitted, only counted.
    SpanDetail,
    /// Calls that the sandbox says it did not tell of: never admitted, only counted.
    VectorClaim,
}

/// What a kind may have.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// A second, for as long as it lasts.
    pub sustained: u32,
    /// In a session.
    pub total: u32,
}

const fn rate(burst: u32, sustained: u32, total: u32) -> Rate {
    Rate {
        burst,
        sustained,
        total,
    }
}

impl Rated {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Command,
        Self::Terminal,
        Self::File,
        Self::Evaluation,
        Self::Span,
        Self::Stage,
        Self::VectorCall,
        Self::Note,
        Self::Answer,
        Self::Reply,
        Self::SpanDetail,
        Self::VectorClaim,
    ];

    /// The table. `docs/trace.md` has it for people.
    pub const fn rate(self) -> Rate {
        match self {
            // A script pasted line by line is a command a line.
            Self::Command => rate(3_000, 10, 60_000),
            Self::Terminal => rate(300, 5, 20_000),
            // As many files as a workspace may have, taken away and laid again.
            Self::File => rate(40_000, 50, 400_000),
            Self::Evaluation => rate(500, 1, 10_000),
            Self::Span => rate(20_000, 150, 600_000),
            Self::Stage => rate(20_000, 100, 300_000),
            Self::VectorCall => rate(5_000, 100, 200_000),
            Self::Note => rate(120, 1, 4_000),
            Self::Answer => rate(120, 2, 10_000),
            Self::Reply => rate(30, 1, 400),
            Self::SpanDetail | Self::VectorClaim => rate(0, 0, 0),
        }
    }

    /// The name in `recorder.limited`.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Command => "commands",
            Self::Terminal => "terminal_changes",
            Self::File => "file_changes",
            Self::Evaluation => "evaluations",
            Self::Span => "spans",
            Self::Stage => "stage_spans",
            Self::VectorCall | Self::VectorClaim => "vector_calls",
            Self::Note => "notes",
            Self::Answer => "answers",
            Self::Reply => "replies",
            Self::SpanDetail => "span_details",
        }
    }

    /// Who counts, if it is not the service.
    pub const fn source(self) -> Option<&'static str> {
        match self {
            Self::VectorClaim => Some("sandbox"),
            _ => None,
        }
    }

    /// Where its count is kept.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::VectorClaim => "vector_calls.claimed",
            other => other.what(),
        }
    }
}

/// How a kind stands of which everything that is seen is recorded, and which is seen less often
/// instead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrun {
    /// How long it takes until there is room again.
    pub wait: Duration,
    /// Whether the session has had all that it may have.
    pub spent: bool,
}

/// What a session has left of each kind. Shared by everything that appends to its trace.
#[derive(Debug)]
pub(super) struct Rates(Mutex<[Bucket; Rated::ALL.len()]>);

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
    left: f64,
}

impl Rates {
    /// Everything is left.
    pub fn new() -> Self {
        let now = Instant::now();
        let bucket = |kind: Rated| Bucket {
            tokens: f64::from(kind.rate().burst),
            at: now,
            left: f64::from(kind.rate().total),
        };
        Self(Mutex::new(Rated::ALL.map(bucket)))
    }

    /// So many are in the trace already.
    pub fn used(&self, kind: Rated, events: u64) {
        let used = u32::try_from(events).unwrap_or(u32::MAX);
        self.buckets()[kind as usize].left -= f64::from(used);
    }

    /// Whether one more of so many bytes may be recorded.
    pub fn admit(&self, kind: Rated, bytes: usize, now: Instant) -> bool {
        self.buckets()[kind as usize].take(kind.rate(), bytes, now)
    }

    /// One more is recorded, whether there is room or not.
    pub fn record(&self, kind: Rated, now: Instant) {
        self.buckets()[kind as usize].record(kind.rate(), now);
    }

    /// How a kind stands that is recorded whether there is room or not.
    pub fn overrun(&self, kind: Rated, now: Instant) -> Overrun {
        self.buckets()[kind as usize].overrun(kind.rate(), now)
    }

    /// What is left of a kind in the session.
    #[cfg(test)]
    pub fn left(&self, kind: Rated) -> f64 {
        self.buckets()[kind as usize].left
    }

    fn buckets(&self) -> MutexGuard<'_, [Bucket; Rated::ALL.len()]> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bucket {
    fn take(&mut self, rate: Rate, bytes: usize, now: Instant) -> bool {
        self.fill(rate, now);
        let units = u32::try_from(bytes / UNIT).unwrap_or(u32::MAX);
        let weight = 1.0 + f64::from(units);
        // What weighs more than a whole burst would never come in: it may once the bucket is full.
        let fits = self.tokens >= weight.min(f64::from(rate.burst)) && self.tokens >= 1.0;
        if !fits || self.left < 1.0 {
            return false;
        }
        self.tokens -= weight;
        self.left -= weight;
        true
    }

    fn record(&mut self, rate: Rate, now: Instant) {
        self.fill(rate, now);
        let least = -f64::from(LONGEST * rate.sustained);
        self.tokens = (self.tokens - 1.0).max(least);
        self.left -= 1.0;
    }

    fn overrun(&mut self, rate: Rate, now: Instant) -> Overrun {
        self.fill(rate, now);
        let lacking = (-self.tokens).max(0.0);
        Overrun {
            wait: Duration::from_secs_f64(lacking / f64::from(rate.sustained.max(1))),
            spent: self.left < 1.0,
        }
    }

    fn fill(&mut self, rate: Rate, now: Instant) {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        let filled = self.tokens + since * f64::from(rate.sustained);
        self.tokens = filled.min(f64::from(rate.burst));
        self.at = self.at.max(now);
    }
}

#[cfg(test)]
mod tests {
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

    /// What the issue calls honest: 6,000 questions in 35 minutes, with ten spans, three calls to
    /// the store and an embedding each.
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
