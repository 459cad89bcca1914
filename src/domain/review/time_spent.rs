//! How long a practitioner worked on a review, measured by the service from signs of life that the
//! page sends while it is looked at.

use crate::domain::time::Timestamp;

/// The longest stretch between two signs of life that counts: the page sends one every 15 s.
pub const LONGEST_BEAT: i64 = 40_000_000;
/// What is never exceeded: a day of work.
const MOST: i64 = 24 * 3_600_000_000;

/// Time measured so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeSpent {
    /// Microseconds.
    pub total: i64,
    /// The latest sign of life.
    pub last: Option<Timestamp>,
}

impl TimeSpent {
    /// After a sign of life at `now`, by the service's clock. `resumed`: the page was out of sight
    /// or idle before, so that what lies between does not count.
    ///
    /// The total never exceeds what passed since the first sign of life, however many pages send
    /// them: each counts only what lies after the latest one of any. A clock that was put back
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
