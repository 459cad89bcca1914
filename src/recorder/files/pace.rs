//! How often a workspace is looked at: seldom if that takes long, as seldom as the rate of changes
//! wants it, and once a session has had all of them not before it is handed in.

use std::time::{Duration, Instant};

use super::coverage::Coverage;
use crate::trace::Overrun;

/// Changes within this time are one scan.
const SETTLE: Duration = Duration::from_millis(80);
/// A large workspace is looked at less often: a scan costs at most a quarter of the time.
const SHARE: u32 = 3;
/// But not less often than this.
const MOST_SETTLE: Duration = Duration::from_secs(3);
/// Nor than this while more files change than a session may have recorded. A change too many costs
/// a fiftieth of a second, so an honest one waits for as long as there were too many before it.
const RATED: Duration = Duration::from_secs(60);
/// Between two scans for whoever asks again and again what will not be handed in.
const ASKED_AGAIN: Duration = Duration::from_secs(5);

/// What the scans until now say about the next one.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// How long the last one took.
    took: Duration,
    overrun: Overrun,
    last: Option<Instant>,
}

impl Pace {
    /// A scan is over, and what it saw is recorded.
    pub fn scanned(&mut self, took: Duration, overrun: Overrun, now: Instant) {
        *self = Self {
            took,
            overrun,
            last: Some(now),
        };
    }

    /// Whether more changes were seen than the session's rate has room for.
    pub fn is_rated(&self) -> bool {
        !self.overrun.wait.is_zero()
    }

    /// Whether the session has had all changes that it may have recorded.
    pub fn is_spent(&self) -> bool {
        self.overrun.spent
    }

    /// How long changes may go on before they are looked at.
    pub fn settle(&self) -> Duration {
        if self.is_spent() {
            return RATED;
        }
        let usual = (self.took * SHARE).clamp(SETTLE, MOST_SETTLE);
        usual.max(self.overrun.wait.min(RATED))
    }

    /// Whether it is time to look because something changed, or because time went by.
    pub fn looks_by_itself(&self) -> bool {
        !self.is_spent()
    }

    /// Whether who is about to hand in gets a new look. If something is known to be missing they are
    /// asked, which forces no scan after another; if nothing is, they go on, and that ends it.
    pub fn looks_when_asked(&self, known: &Coverage, now: Instant) -> bool {
        if known.not_handed_in().is_none() {
            return true;
        }
        let since = self.last.map(|last| now.saturating_duration_since(last));
        let long_ago = since.is_none_or(|since| since >= ASKED_AGAIN);
        !self.is_spent() && (!self.is_rated() || long_ago)
    }
}

#[cfg(test)]
mod tests {
    use super::super::coverage::Missing;
    use super::*;

    fn pace(wait: Duration, spent: bool, now: Instant) -> Pace {
        let mut pace = Pace::default();
        pace.scanned(Duration::from_millis(10), Overrun { wait, spent }, now);
        pace
    }

    #[test]
    fn a_change_waits_for_as_long_as_there_were_too_many() {
        let now = Instant::now();
        let settle = |seconds| pace(Duration::from_secs(seconds), false, now).settle();
        assert_eq!(settle(0), SETTLE);
        assert_eq!(settle(4), Duration::from_secs(4));
        assert_eq!(settle(600), RATED);
        assert!(pace(RATED, false, now).looks_by_itself());
        assert!(!pace(Duration::ZERO, true, now).looks_by_itself());
    }

    #[test]
    fn who_asks_again_and_again_forces_no_scan_and_who_cleaned_up_gets_one() {
        let now = Instant::now();
        let (nothing, mut something) = (Coverage::default(), Coverage::default());
        something.missing.push(Missing {
            folder: "cache".into(),
            files: 9,
            more: false,
        });
        assert!(Pace::default().looks_when_asked(&something, now));
        let usual = pace(Duration::ZERO, false, now);
        assert!(usual.looks_when_asked(&something, now));
        let rated = pace(RATED, false, now);
        assert!(!rated.looks_when_asked(&something, now));
        assert!(rated.looks_when_asked(&nothing, now));
        assert!(rated.looks_when_asked(&something, now + ASKED_AGAIN));
        let spent = pace(RATED, true, now);
        assert!(!spent.looks_when_asked(&something, now + Duration::from_hours(1)));
        assert!(spent.looks_when_asked(&nothing, now));
    }
}
