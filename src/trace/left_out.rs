//! What a trace leaves out, for each kind. The trace says so when it begins and, with the exact
//! count, when it is over. Only a trace's writer has a `LeftOut`, and its counts are committed
//! with the events.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::rates::Rated;
use crate::domain::event::{EventBody, Limited};
use crate::store::left_out::LeftOutRow;

/// It is over when nothing was left out for this long.
const QUIET: Duration = Duration::from_secs(10);
/// JSON has no exact integers above this, and no session can leave out so many.
const MOST: u64 = 1 << 53;

/// How many events of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Rated, u64>);

impl Counts {
    pub fn add(&mut self, kind: Rated, count: u64) {
        if count == 0 {
            return;
        }
        let known = self.0.entry(kind).or_default();
        *known = known.saturating_add(count).min(MOST);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<(Rated, u64)> for Counts {
    fn from((kind, count): (Rated, u64)) -> Self {
        let mut counts = Self::default();
        counts.add(kind, count);
        counts
    }
}

impl IntoIterator for Counts {
    type Item = (Rated, u64);
    type IntoIter = std::collections::btree_map::IntoIter<Rated, u64>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The counts of a session.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    kinds: BTreeMap<Rated, Kind>,
    /// Kinds whose counts changed since the last commit.
    changed: Vec<Rated>,
    /// The session has ended. What is left out after that is counted and no event says so, because
    /// only checks may follow the end.
    ended: bool,
}

#[derive(Debug)]
struct Kind {
    left_out: u64,
    said: u64,
    since: Option<i64>,
    last: Instant,
}

impl LeftOut {
    /// From the database's rows. Unknown kinds are ignored.
    pub fn of_rows(rows: Vec<LeftOutRow>) -> Self {
        let kinds = rows.into_iter().filter_map(|row| {
            let kind = Rated::ALL.into_iter().find(|kind| kind.key() == row.what)?;
            let state = Kind {
                left_out: row.left_out,
                said: row.said,
                since: row.since,
                last: Instant::now(),
            };
            Some((kind, state))
        });
        Self {
            kinds: kinds.collect(),
            ..Self::default()
        }
    }

    /// Counts, and returns the events that say so now.
    pub fn count(&mut self, counts: Counts, at: i64, now: Instant) -> Vec<EventBody> {
        let mut said = Vec::new();
        for (kind, count) in counts {
            let state = self.kinds.entry(kind).or_insert(Kind {
                left_out: 0,
                said: 0,
                since: None,
                last: now,
            });
            state.left_out = state.left_out.saturating_add(count).min(MOST);
            state.last = now;
            self.changed.push(kind);
            if state.since.is_none() && !self.ended {
                state.since = Some(at);
                said.push(event(kind, state, at, false));
            }
        }
        said
    }

    /// The events for what is over by `now`. `None` means that the session ends: everything is
    /// over.
    pub fn over(&mut self, now: Option<Instant>) -> Vec<EventBody> {
        self.ended |= now.is_none();
        let mut said = Vec::new();
        for (kind, state) in &mut self.kinds {
            let quiet = now.is_none_or(|now| now >= state.last + QUIET);
            if let Some(since) = state.since.filter(|_| quiet) {
                said.push(event(*kind, state, since, true));
                state.said = state.left_out;
                state.since = None;
                self.changed.push(*kind);
            }
        }
        said
    }

    /// When something may be over next.
    pub fn next_over(&self) -> Option<Instant> {
        let open = self.kinds.values().filter(|state| state.since.is_some());
        open.map(|state| state.last + QUIET).min()
    }

    /// How many of a kind were left out in the whole session.
    pub fn of(&self, kind: Rated) -> u64 {
        self.kinds.get(&kind).map_or(0, |state| state.left_out)
    }

    /// The kinds of which something is left out at the moment.
    pub fn open(&self) -> Vec<Rated> {
        let open = self.kinds.iter().filter(|(_, state)| state.since.is_some());
        open.map(|(kind, _)| *kind).collect()
    }

    /// The counts to commit with the events.
    pub fn take_changed(&mut self) -> Vec<LeftOutRow> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.dedup();
        let row = |kind: Rated| {
            let state = self.kinds.get(&kind)?;
            Some(LeftOutRow {
                what: kind.key().to_owned(),
                left_out: state.left_out,
                said: state.said,
                since: state.since,
            })
        };
        changed.into_iter().filter_map(row).collect()
    }
}

fn event(kind: Rated, state: &Kind, since: i64, over: bool) -> EventBody {
    EventBody::RecorderLimited(Limited {
        what: kind.what().to_owned(),
        left_out: state.left_out - state.said,
        since,
        over,
        source: kind.source().map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(kind: Rated, count: u64) -> Counts {
        (kind, count).into()
    }

    fn told(bodies: Vec<EventBody>) -> Vec<(u64, bool)> {
        let told = bodies.into_iter().map(|body| match body {
            EventBody::RecorderLimited(it) => (it.left_out, it.over),
            other => panic!("{other:?}"),
        });
        told.collect()
    }

    #[test]
    fn it_is_said_once_and_the_count_is_exact_over_a_restart() {
        let now = Instant::now();
        let mut left_out = LeftOut::default();
        let first = left_out.count(counts(Rated::Span, 3), 70, now);
        assert_eq!(told(first), [(3, false)]);
        assert_eq!(told(left_out.count(counts(Rated::Span, 4), 80, now)), []);
        let rows = left_out.take_changed();
        assert_eq!(rows[0].since, Some(70));

        let mut again = LeftOut::of_rows(rows);
        assert_eq!(told(again.count(counts(Rated::Span, 5), 90, now)), []);
        let later = now + QUIET;
        assert!(again.next_over().unwrap() <= Instant::now() + QUIET);
        assert_eq!(told(again.over(Some(now))), []);
        assert_eq!(told(again.over(Some(later))), [(12, true)]);
        assert!(again.next_over().is_none() && again.open().is_empty());

        let second = again.count(counts(Rated::Span, 1), 99, later);
        assert_eq!(told(second), [(1, false)], "the next time is another time");
        assert_eq!(told(again.over(None)), [(1, true)], "at the end, at once");
        assert_eq!(told(again.count(counts(Rated::Span, 1), 99, later)), []);
    }

    #[test]
    fn a_claim_beyond_all_numbers_is_bounded_and_labelled() {
        let mut left_out = LeftOut::default();
        for _ in 0..3 {
            left_out.count(counts(Rated::VectorClaim, u64::MAX), 1, Instant::now());
        }
        let said = left_out.over(None);
        let EventBody::RecorderLimited(limited) = &said[0] else {
            panic!("{said:?}");
        };
        assert_eq!(limited.left_out, MOST);
        assert_eq!(limited.source.as_deref(), Some("sandbox"));
        assert_eq!(said[0].word(), crate::domain::event::Word::Candidate);
    }
}
