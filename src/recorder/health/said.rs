//! Decides when the trace mentions a gap: each place once while the gap lasts, a repeated event
//! again after a minute, and only a few mentions a minute, whatever a candidate does.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// The period over which mentions are limited, and after which a repeated event is mentioned again.
const MINUTE: Duration = Duration::from_secs(60);
/// A place that was not part of a gap for this long counts as new. A recorder that looks once a
/// minute sees it more often.
const FORGOTTEN: Duration = Duration::from_secs(180);
/// The limit of mentions within a minute. The last of them says that more follow.
const WORDS: usize = 8;
/// After this many mentions within a minute, gaps are coming and going. The end of a gap is
/// mentioned only when that stops.
const RESTLESS: usize = 3;
/// The places that are remembered. Forgetting them costs one more mention.
const PLACES: usize = 1_000;

/// What the trace says of one recorder's gaps.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Places where something is missing, and when each was last seen missing.
    places: HashMap<String, Instant>,
    /// What happened, and when it was last mentioned.
    happened: HashMap<&'static str, Instant>,
    /// The mentions within the last minute.
    words: VecDeque<Instant>,
    degraded: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// It was mentioned already, or the limit is reached.
    Nothing,
    /// Mention the gap.
    Gap,
    /// Mention the gap, and that further ones are not mentioned one by one.
    LastGap,
}

impl Said {
    /// Something is missing at these places. Call it again for as long as that lasts.
    pub fn stands(&mut self, places: &[&str], now: Instant) -> Word {
        let seen = |place: &&str| {
            let last = self.places.get(*place);
            last.is_some_and(|last| now.duration_since(*last) < FORGOTTEN)
        };
        let word = if self.degraded && places.iter().all(seen) {
            Word::Nothing
        } else {
            self.word(now)
        };
        // A place that was not mentioned because the limit was reached still counts as new next
        // time.
        let said = word != Word::Nothing;
        for place in places {
            if said || self.places.contains_key(*place) {
                self.remember(place, now);
            }
        }
        word
    }

    pub fn happened(&mut self, what: &'static str, now: Instant) -> Word {
        let last = self.happened.get(what);
        if self.degraded && last.is_some_and(|last| now.duration_since(*last) < MINUTE) {
            return Word::Nothing;
        }
        let word = self.word(now);
        if word != Word::Nothing {
            self.happened.insert(what, now);
        }
        word
    }

    /// Nothing is missing. Returns whether to mention it.
    pub fn whole(&mut self, now: Instant) -> bool {
        self.forget_words(now);
        if !self.degraded || self.words.len() >= RESTLESS {
            return false;
        }
        self.degraded = false;
        self.places.clear();
        self.happened.clear();
        true
    }

    pub fn is_degraded(&self) -> bool {
        self.degraded
    }

    fn word(&mut self, now: Instant) -> Word {
        self.forget_words(now);
        let degraded = std::mem::replace(&mut self.degraded, true);
        // If the trace says that nothing is missing, the first gap is mentioned even beyond the
        // limit.
        if degraded && self.words.len() >= WORDS {
            return Word::Nothing;
        }
        self.words.push_back(now);
        if self.words.len() >= WORDS {
            Word::LastGap
        } else {
            Word::Gap
        }
    }

    fn forget_words(&mut self, now: Instant) {
        self.words.retain(|said| now.duration_since(*said) < MINUTE);
    }

    fn remember(&mut self, place: &str, now: Instant) {
        if let Some(last) = self.places.get_mut(place) {
            *last = now;
            return;
        }
        if self.places.len() >= PLACES {
            self.places.clear();
        }
        self.places.insert(place.to_owned(), now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn a_gap_elsewhere_is_said_at_once_and_one_that_stands_once() {
        let (mut said, start) = (Said::default(), Instant::now());
        assert_eq!(said.stands(&["cache"], start), Word::Gap);
        assert_eq!(said.stands(&["cache", "src"], after(start, 1)), Word::Gap);
        for second in 2..600 {
            let now = after(start, second);
            assert_eq!(said.stands(&["src", "cache"], now), Word::Nothing);
        }
        assert!(said.whole(after(start, 600)) && !said.is_degraded());
        assert_eq!(said.stands(&["cache"], after(start, 601)), Word::Gap);
    }

    #[test]
    fn what_happens_beside_a_gap_is_said_and_keeps_no_gap_waiting() {
        let (mut said, start) = (Said::default(), Instant::now());
        assert_eq!(said.happened("lost", start), Word::Gap);
        assert_eq!(said.stands(&["cache"], start), Word::Gap);
        assert_eq!(said.happened("lost", after(start, 30)), Word::Nothing);
        assert_eq!(said.happened("lost", after(start, 90)), Word::Gap);
        assert_eq!(said.stands(&["cache"], after(start, 91)), Word::Nothing);
        assert_eq!(said.stands(&["rate"], after(start, 92)), Word::Gap);
    }

    #[test]
    fn gaps_that_come_and_go_are_bounded_and_end_with_a_word() {
        let (mut said, start) = (Said::default(), Instant::now());
        let (mut gaps, mut ends) = (0, 0);
        for tenth in 0..6_000 {
            let now = start + Duration::from_millis(100 * tenth);
            gaps += usize::from(said.happened("lost", now) != Word::Nothing);
            ends += usize::from(said.whole(now));
        }
        assert!((10..=10 * WORDS).contains(&gaps), "{gaps}");
        assert!(ends <= gaps, "{ends} {gaps}");
        assert!(said.whole(after(start, 700)) || !said.is_degraded());
    }

    #[test]
    fn places_that_change_all_the_time_are_bounded_and_the_last_word_says_so() {
        let (mut said, start) = (Said::default(), Instant::now());
        let words: Vec<_> = (0..100)
            .map(|number| said.stands(&[&format!("f{number}")], start))
            .filter(|word| *word != Word::Nothing)
            .collect();
        assert_eq!((words.len(), words[WORDS - 1]), (WORDS, Word::LastGap));
        // The gap that lasts until then is mentioned once there is room.
        assert_eq!(said.stands(&["f99"], after(start, 59)), Word::Nothing);
        assert_eq!(said.stands(&["f99"], after(start, 61)), Word::Gap);
    }
}
