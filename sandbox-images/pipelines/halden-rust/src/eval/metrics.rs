//! Ranking metrics against gold spans.
//!
//! Each span is credited once, at the first hit that covers it: a second chunk with the same
//! passage finds nothing new. Ideal rankings are computed from the gold, never from what was
//! retrieved.

use serde::Serialize;

use super::Span;

/// How many hits recall looks at.
pub const RECALL_DEPTH: usize = 5;
/// How many hits the discounted gain looks at.
pub const NDCG_DEPTH: usize = 10;

/// The scores of one question, or their means over several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Scores {
    /// The share of its spans among the first hits.
    pub recall_at_5: f64,
    /// One over the rank of the first hit that covers anything.
    pub reciprocal_rank: f64,
    /// Normalised discounted cumulative gain.
    pub ndcg_at_10: f64,
}

impl Scores {
    /// The scores of one question.
    pub fn of(ranks: &[Option<usize>]) -> Self {
        Self {
            recall_at_5: recall_at(RECALL_DEPTH, ranks),
            reciprocal_rank: reciprocal_rank(ranks),
            ndcg_at_10: ndcg_at(NDCG_DEPTH, ranks),
        }
    }

    /// The means over everything that was asked: whoever has nothing to show passes zeros.
    pub fn mean(all: &[Self]) -> Self {
        let average = |score: fn(&Self) -> f64| mean(all.iter().map(score).sum(), all.len());
        Self {
            recall_at_5: average(|scores| scores.recall_at_5),
            reciprocal_rank: average(|scores| scores.reciprocal_rank),
            ndcg_at_10: average(|scores| scores.ndcg_at_10),
        }
    }
}

/// The rank, from one, at which each gold span is first covered.
pub fn first_ranks(hits: &[Span], gold: &[Span]) -> Vec<Option<usize>> {
    gold.iter().map(|span| hits.iter().position(|hit| covers(hit, span)).map(|at| at + 1)).collect()
}

/// Whether a hit holds at least half of a span's bytes.
pub fn covers(hit: &Span, span: &Span) -> bool {
    let common = hit.end.min(span.end).saturating_sub(hit.start.max(span.start));
    hit.doc == span.doc && common > 0 && 2 * common >= span.end - span.start
}

/// The share of the spans that are covered within the first `k` hits.
pub fn recall_at(k: usize, ranks: &[Option<usize>]) -> f64 {
    let found = ranks.iter().flatten().filter(|rank| **rank <= k).count();
    mean(as_f64(found), ranks.len())
}

/// One over the rank of the first hit that covers anything.
pub fn reciprocal_rank(ranks: &[Option<usize>]) -> f64 {
    ranks.iter().flatten().min().map_or(0.0, |rank| 1.0 / as_f64(*rank))
}

/// Normalised discounted cumulative gain at `k`. A hit that covers two spans at once earns for the
/// second what the next place of an ideal ranking would: the score never exceeds one.
pub fn ndcg_at(k: usize, ranks: &[Option<usize>]) -> f64 {
    let discount = |rank: usize| 1.0 / as_f64(rank + 1).log2();
    let mut found: Vec<usize> = ranks.iter().flatten().copied().filter(|rank| *rank <= k).collect();
    found.sort_unstable();
    let gained = found.iter().zip(1..).map(|(rank, place)| discount((*rank).max(place)));
    let ideal: f64 = (1..=ranks.len().min(k)).map(discount).sum();
    // From zero: the sum of nothing is otherwise minus zero, and prints as such.
    let gained = gained.take(k).fold(0.0, |sum, gain| sum + gain);
    if ideal > 0.0 { gained / ideal } else { 0.0 }
}

/// A mean over everything that was asked.
pub fn mean(sum: f64, count: usize) -> f64 {
    if count == 0 { 0.0 } else { sum / as_f64(count) }
}

#[expect(clippy::cast_precision_loss, reason = "ranks and counts of questions are small")]
pub(super) fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(doc: &str, start: usize, end: usize) -> Span {
        Span { doc: doc.into(), start, end }
    }

    fn close(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
    }

    #[test]
    fn half_of_a_span_covers_it_and_less_does_not() {
        let gold = span("a", 10, 20);
        assert!(covers(&span("a", 0, 15), &gold));
        assert!(!covers(&span("a", 0, 14), &gold));
        assert!(covers(&span("a", 12, 17), &gold));
        assert!(!covers(&span("b", 0, 100), &gold));
        assert!(!covers(&span("a", 20, 30), &gold));
    }

    #[test]
    fn repeated_hits_earn_nothing() {
        let gold = [span("a", 0, 10), span("b", 0, 10)];
        let repeated = [span("a", 0, 10), span("a", 0, 10), span("a", 0, 12)];
        let ranks = first_ranks(&repeated, &gold);
        assert_eq!(ranks, [Some(1), None]);
        close(recall_at(5, &ranks), 0.5);
        close(ndcg_at(10, &ranks), 1.0 / (1.0 + 1.0 / 3_f64.log2()));
    }

    #[test]
    fn values_match_hand_computation() {
        // Gold at ranks 2 and 4 of three spans: DCG = 1/log2(3) + 1/log2(5).
        let ranks = [Some(4), None, Some(2)];
        close(recall_at(5, &ranks), 2.0 / 3.0);
        close(recall_at(3, &ranks), 1.0 / 3.0);
        close(reciprocal_rank(&ranks), 0.5);
        let ideal = 1.0 + 1.0 / 3_f64.log2() + 0.5;
        close(ndcg_at(10, &ranks), (1.0 / 3_f64.log2() + 1.0 / 5_f64.log2()) / ideal);
        close(ndcg_at(3, &ranks), (1.0 / 3_f64.log2()) / ideal);
    }

    #[test]
    fn perfect_is_one_nothing_is_zero_and_one_hit_may_cover_two_spans() {
        close(ndcg_at(10, &[Some(1), Some(2)]), 1.0);
        close(ndcg_at(10, &[Some(1), Some(1)]), 1.0);
        close(ndcg_at(10, &[None, None]), 0.0);
        close(reciprocal_rank(&[None]), 0.0);
        let twelve: Vec<Option<usize>> = (1..=12).map(Some).collect();
        close(ndcg_at(10, &twelve), 1.0);
        close(recall_at(5, &twelve), 5.0 / 12.0);
    }

    #[test]
    fn removing_gold_from_the_hits_lowers_every_metric() {
        let gold = [span("a", 0, 10), span("b", 0, 10)];
        let all = first_ranks(&[span("a", 0, 10), span("b", 0, 10)], &gold);
        let worse = first_ranks(&[span("x", 0, 10), span("b", 0, 10)], &gold);
        assert!(recall_at(5, &worse) < recall_at(5, &all));
        assert!(ndcg_at(10, &worse) < ndcg_at(10, &all));
        assert!(reciprocal_rank(&worse) < reciprocal_rank(&all));
    }
}
