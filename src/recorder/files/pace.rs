//! How often a workspace is scanned: less often if a scan takes long or if the rate of changes
//! demands it. A session that has used up all its changes is not scanned again until the hand-in.

use std::time::{Duration, Instant};

use super::coverage::Coverage;
use crate::trace::Overrun;

/// Changes within this time are one scan.
const SETTLE: Duration = Duration::from_millis(80);
/// A large workspace is scanned less often: scanning takes at most a quarter of the time.
const SHARE: u32 = 3;
/// The longest wait because of that.
const MOST_SETTLE: Duration = Duration::from_secs(3);
/// The longest wait while more files change than a session may have recorded. One change too many
/// costs a fiftieth of a second, so an honest session waits in proportion to the excess.
const RATED: Duration = Duration::from_secs(60);
/// The least time between two scans for a candidate who asks repeatedly what will not be handed in.
const ASKED_AGAIN: Duration = Duration::from_secs(5);

/// What the scans so far say about the next one.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// How long the last scan took.
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

    /// Whether more changes were seen than the session's rate allows.
    pub fn is_rated(&self) -> bool {
        !self.overrun.wait.is_zero()
    }

    /// Whether the session has used up all changes that it may have recorded.
    pub fn is_spent(&self) -> bool {
        self.overrun.spent
    }

    /// How long changes may continue before they are scanned.
    pub fn settle(&self) -> Duration {
        if self.is_spent() {
            return RATED;
        }
        let usual = (self.took * SHARE).clamp(SETTLE, MOST_SETTLE);
        usual.max(self.overrun.wait.min(RATED))
    }

    /// Whether a notice or the passing of time may start a scan.
    pub fn looks_by_itself(&self) -> bool {
        !self.is_spent()
    }

    /// Whether a candidate who is about to hand in gets a new scan. If something is known to be
    /// missing, the page asks them to confirm, so requests cannot force one scan after another. If
    /// nothing is missing, they hand in, and that ends it.
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
