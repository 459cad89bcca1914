//! How long a practitioner worked on a review. The service measures it from beats that the page
//! sends while somebody looks at it.

use crate::time::Timestamp;

/// The longest time between two beats that counts. The page sends a beat every 15 s.
pub const LONGEST_BEAT: i64 = 40_000_000;
/// The limit: a day of work.
const MOST: i64 = 24 * 3_600_000_000;

/// The time measured so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeSpent {
    /// In microseconds.
    pub total: i64,
    /// The latest beat.
    pub last: Option<Timestamp>,
}

impl TimeSpent {
    /// After a beat at `now`, by the service's clock. `resumed`: the page was hidden or idle
    /// before, so the time since the last beat does not count.
    ///
    /// The total never exceeds the time since the first beat, however many pages send beats: each
    /// counts only the time after the latest beat of any page. A clock that was set back counts
    /// nothing until it has caught up.
    /// counts nothing until it is where it was.
    #[must_use]
    pub fn beat(self, now: Timestamp, resumed: bool) -> Self {
        let Some(last) = self.last else {
            return Self {
                last: Some(now),
                ..self
            };
        };
        let passed = now.since(last);
        let counted = if resumed || passed > LONGEST_BEAT {
            0
        } else {
            passed
        };
        Self {
            total: self.total.saturating_add(counted).min(MOST.max(self.total)),
            last: Some(last.max_of(now)),
        }
    }
}

impl Timestamp {
    /// The later of the two.
    fn max_of(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn after(beats: &[(i64, bool)]) -> i64 {
        let start = TimeSpent::default();
        beats
            .iter()
            .fold(start, |time, (at, resumed)| {
                time.beat(Timestamp(at * SECOND), *resumed)
            })
            .total
            / SECOND
    }

    #[test]
    fn what_lies_between_close_beats_counts() {
        assert_eq!(after(&[(100, false)]), 0);
        assert_eq!(after(&[(100, false), (115, false), (130, false)]), 30);
    }

    #[test]
    fn absence_does_not_count() {
        assert_eq!(
            after(&[(100, true), (115, false), (900, false), (915, false)]),
            30
        );
        assert_eq!(
            after(&[(100, false), (115, false), (120, true), (125, false)]),
            20
        );
    }

    #[test]
    fn two_pages_count_once() {
        let both = [
            (100, false),
            (101, false),
            (115, false),
            (116, false),
            (130, false),
        ];
        assert_eq!(after(&both), 30);
    }

    #[test]
    fn a_clock_put_back_takes_nothing_and_gives_nothing_twice() {
        let back = [
            (100, false),
            (120, false),
            (90, false),
            (110, false),
            (130, false),
        ];
        assert_eq!(after(&back), 30);
    }

    #[test]
    fn there_is_a_bound() {
        let mut time = TimeSpent::default();
        for beat in 0..10_000 {
            time = time.beat(Timestamp(beat * 30 * SECOND), false);
        }
        assert_eq!(time.total, MOST);
    }
}
