//! Numbers that terminals showed, by their values: where each was first seen. They come from the
//! rendered lines that are also searched.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::figures::{Figure, figures};

/// Values are told apart to this part of 1. So there are no more than that many.
const PARTS: f64 = 100_000.0;

/// A value's number, and the event that completed its line.
pub type Shown = (u32, u64);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed(BTreeMap<u32, u64>);

impl Printed {
    /// The figures of a line that event `seq` completed.
    pub fn of_line(seq: u64, text: &str) -> impl Iterator<Item = Shown> {
        let shown = figures(text, false).into_iter();
        shown.map(move |it| (part_of(it.value), seq))
    }

    /// The first event stays.
    pub fn add(&mut self, shown: &[Shown]) {
        for (part, seq) in shown {
            let first = self.0.entry(*part).or_insert(*seq);
            *first = (*first).min(*seq);
        }
    }

    /// The first event before `end` that showed a number that is rounded to this figure.
    pub fn first(&self, figure: &Figure, end: u64) -> Option<u64> {
        let (from, to) = figure.range();
        let shown = self.0.range(part_of(from)..=part_of(to));
        shown.map(|it| *it.1).filter(|it| *it < end).min()
    }
}

/// Rounded, so that 0.88 is one part whether it was printed as a share or as a percentage.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 to 100,000"
)]
fn part_of(value: f64) -> u32 {
    (value.clamp(0.0, 1.0) * PARTS).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_number_is_found_by_what_it_rounds_to() {
        let mut printed = Printed::default();
        for (seq, line) in [(3, "  \"mrr\": 0.8809523,"), (5, "12.5 %"), (9, "0.88")] {
            let shown: Vec<_> = Printed::of_line(seq, line).collect();
            printed.add(&shown);
        }
        let first = |text: &str, end| printed.first(&figures(text, true)[0], end);
        assert_eq!(first("0.88", 100), Some(3));
        assert_eq!(first("88.1 %", 100), Some(3));
        assert_eq!(first("0.125", 100), Some(5));
        assert_eq!(first("0.91", 100), None);
        assert_eq!(first("12.5 %", 4), None, "only later");
    }
}
