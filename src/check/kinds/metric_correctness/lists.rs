//! Generated gold and rankings: repeated hits, overlapping spans, several spans in one hit, halves,
//! nothing found, questions that the run leaves out, long tails.

use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;

/// Bytes `start..end` of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    doc: u32,
    start: usize,
    end: usize,
}

/// For each span, the rank (from 1) at which it is first covered.
pub type Ranks = Vec<Option<usize>>;

#[derive(Clone, Debug)]
pub struct List {
    pub id: String,
    /// The case it was generated for, one of [`ABOUT`].
    pub about: &'static str,
    spans: Vec<Place>,
    /// `None`: the run does not mention the question.
    hits: Option<Vec<Place>>,
}

const ABOUT: [&str; 8] = [
    "repeated hits",
    "overlapping spans",
    "several spans in one hit",
    "halves",
    "nothing found",
    "left out",
    "a long tail",
    "anything",
];

/// The same seed gives the same lists.
pub fn made_up(count: usize, seed: u64) -> Vec<List> {
    let mut random = StdRng::seed_from_u64(seed);
    (0..count)
        .map(|at| {
            let about = ABOUT[at % ABOUT.len()];
            let spans = spans(about, &mut random);
            let hits = hits(about, &spans, &mut random);
            List {
                id: format!("m{at}"),
                about,
                spans,
                hits,
            }
        })
        .collect()
}

fn spans(about: &str, random: &mut StdRng) -> Vec<Place> {
    let count = match about {
        "several spans in one hit" | "overlapping spans" => random.random_range(2..=6),
        "a long tail" => random.random_range(6..=14),
        _ => random.random_range(1..=4),
    };
    let mut spans: Vec<Place> = Vec::new();
    while spans.len() < count {
        let start = random.random_range(0..400);
        let mut span = Place {
            doc: random.random_range(0..4),
            start,
            end: start + random.random_range(2..60),
        };
        if let Some(last) = spans.last() {
            match about {
                "overlapping spans" => {
                    let inside = random.random_range(last.start..last.end);
                    span = Place {
                        start: inside,
                        end: inside + (last.end - last.start),
                        ..*last
                    };
                }
                "several spans in one hit" => span.doc = last.doc,
                _ => {}
            }
        }
        if !spans.contains(&span) {
            spans.push(span);
        }
    }
    spans
}

fn hits(about: &str, spans: &[Place], random: &mut StdRng) -> Option<Vec<Place>> {
    let count = match about {
        "left out" => return None,
        "nothing found" => return Some(Vec::new()),
        "a long tail" => random.random_range(20..=60),
        _ => random.random_range(1..=14),
    };
    let mut hits: Vec<Place> = Vec::new();
    for _ in 0..count {
        let span = spans[random.random_range(0..spans.len())];
        let (length, half) = (span.end - span.start, (span.end - span.start).div_ceil(2));
        let whole = Place {
            start: 0,
            end: 500,
            ..span
        };
        let choice = random.random_range(0..8);
        let hit = match (about, choice) {
            ("repeated hits", 0..=4) => hits.last().copied().unwrap_or(span),
            ("several spans in one hit", 0..=2) => whole,
            // Exactly half is enough; a byte less is not.
            ("halves", 0..=2) => Place {
                end: span.start + half,
                ..span
            },
            ("halves", 3..=5) => Place {
                end: (span.start + half - 1).max(span.start + 1),
                ..span
            },
            (_, 0) => span,
            (_, 1) => Place {
                start: span.start.saturating_sub(3),
                end: span.end + 3,
                ..span
            },
            (_, 2) => Place {
                start: span.end,
                end: span.end + length,
                ..span
            },
            _ => Place {
                doc: span.doc + 10,
                ..span
            },
        };
        hits.push(hit);
    }
    hits.shuffle(random);
    Some(hits)
}

impl List {
    /// The host's own definition: a hit covers a span if it contains at least half of its bytes.
    pub fn ranks(&self) -> Ranks {
        let hits = self.hits.as_deref().unwrap_or_default();
        let first = |span: &Place| {
            let at = hits.iter().position(|hit| covers(hit, span));
            at.map(|at| at + 1)
        };
        self.spans.iter().map(first).collect()
    }
}

fn covers(hit: &Place, span: &Place) -> bool {
    let common = hit
        .end
        .min(span.end)
        .saturating_sub(hit.start.max(span.start));
    hit.doc == span.doc && common > 0 && 2 * common >= span.end - span.start
}

/// JSON lines, one question each.
pub fn gold(lists: &[List]) -> String {
    let line = |list: &List| {
        let spans: Vec<_> = list.spans.iter().map(written).collect();
        format!("{}\n", json!({ "id": list.id, "spans": spans }))
    };
    lists.iter().map(line).collect()
}

/// JSON lines, in reverse order, so that a program that relies on the order of the gold is wrong.
pub fn run(lists: &[List]) -> String {
    let line = |list: &List| {
        let hits: Vec<_> = list.hits.as_ref()?.iter().map(written).collect();
        Some(format!("{}\n", json!({ "id": list.id, "hits": hits })))
    };
    lists.iter().rev().filter_map(line).collect()
}

fn written(place: &Place) -> serde_json::Value {
    json!({ "doc": format!("made-up/{}", place.doc), "start": place.start, "end": place.end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_lists_and_every_case_occurs() {
        let (lists, again) = (made_up(80, 1), made_up(80, 1));
        assert_eq!(gold(&lists), gold(&again));
        assert_eq!(run(&lists), run(&again));
        assert_ne!(run(&lists), run(&made_up(80, 2)));
        assert_eq!(run(&lists).lines().count(), 70, "ten are left out");
        for about in ABOUT {
            assert_eq!(lists.iter().filter(|list| list.about == about).count(), 10);
        }
        let together = |list: &List| {
            let ranks: Vec<usize> = list.ranks().into_iter().flatten().collect();
            let distinct: std::collections::BTreeSet<_> = ranks.iter().collect();
            distinct.len() < ranks.len()
        };
        assert!(lists.iter().any(together), "one hit covers several spans");
        let late = |list: &List| list.ranks().iter().flatten().any(|rank| *rank > 10);
        assert!(
            lists.iter().any(late),
            "something is found beyond the tenth place"
        );
    }

    #[test]
    fn exactly_half_covers_and_a_byte_less_does_not() {
        let place = |start, end| Place { doc: 1, start, end };
        assert!(covers(&place(0, 15), &place(10, 20)));
        assert!(!covers(&place(0, 14), &place(10, 20)));
        assert!(!covers(&place(20, 40), &place(10, 20)));
    }
}
