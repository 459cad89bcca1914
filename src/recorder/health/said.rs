//! When a gap is put into words: each place of it once while it stands, what happens again a minute
//! later, and a few words a minute at most, whatever a candidate does.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// What bounds words is counted over this time; what happens again is said again after it.
const MINUTE: Duration = Duration::from_secs(60);
/// A place that was no part of a gap for this long is new. A recorder that looks once a minute sees
/// it more often.
const FORGOTTEN: Duration = Duration::from_secs(180);
/// Words about gaps within a minute. The last of them says that more follow.
const WORDS: usize = 8;
/// After this many within a minute, gaps come and go: the end of one is said once they do not.
const RESTLESS: usize = 3;
/// Places that are remembered. Forgetting one costs a word.
const PLACES: usize = 1_000;

/// What the trace tells of one recorder's gaps.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Places of what is missing, and when each was last seen missing.
    places: HashMap<String, Instant>,
    /// What happened, and when it was last said.
    happened: HashMap<&'static str, Instant>,
    /// When words were said within the last minute.
    words: VecDeque<Instant>,
    degraded: bool,
}

/// What there is to say of a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// It was said, or there is no room for it.
    Nothing,
    /// That it is there.
    Gap,
    /// The same, and that others will not be told one by one.
    LastGap,
}

impl Said {
    /// Something is missing at these places, as long as this is called again and again.
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
        // One that was not said for want of room is new the next time.
        let said = word != Word::Nothing;
        for place in places {
            if said || self.places.contains_key(*place) {
                self.remember(place, now);
            }
        }
        word
    }

    /// Something was missed once.
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

    /// Nothing is missing: whether to say so.
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
        // What is whole by the trace never stays so for want of room.
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
        // The gap that stands by then is said when there is room.
        assert_eq!(said.stands(&["f99"], after(start, 59)), Word::Nothing);
        assert_eq!(said.stands(&["f99"], after(start, 61)), Word::Gap);
    }
}
