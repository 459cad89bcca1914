//! The host's own reference for ranking metrics. Input, for one question: the ranks at which its
//! gold spans are first covered. A span earns once, however often it is covered again. The ideal
//! ranking comes from the gold, never from what was retrieved.

/// The share of the spans that are covered within the first `k` hits.
pub fn recall(ranks: &[Option<usize>], k: usize) -> f64 {
    let found = ranks.iter().flatten().filter(|rank| **rank <= k).count();
    ratio(found, ranks.len())
}

/// One over the rank of the first hit that covers any span; 0 if none does.
pub fn reciprocal_rank(ranks: &[Option<usize>]) -> f64 {
    let first = ranks.iter().flatten().min();
    first.map_or(0.0, |rank| 1.0 / as_f64(*rank))
}

/// Discounted gain at `k`, divided by that of an ideal ranking. Spans that one hit covers together
/// earn as if they came one after the other, so the value never exceeds 1.
pub fn ndcg(ranks: &[Option<usize>], k: usize) -> f64 {
    let discount = |place: usize| 1.0 / as_f64(place + 1).log2();
    let mut found: Vec<usize> = ranks.iter().flatten().copied().collect();
    found.retain(|rank| *rank <= k);
    found.sort_unstable();
    let mut gain = 0.0;
    for (at, rank) in found.into_iter().take(k).enumerate() {
        gain += discount(rank.max(at + 1));
    }
    let ideal: f64 = (1..=ranks.len().min(k)).map(discount).sum();
    if ideal > 0.0 { gain / ideal } else { 0.0 }
}

/// 0 if `count` is 0.
pub fn mean(sum: f64, count: usize) -> f64 {
    if count == 0 { 0.0 } else { sum / as_f64(count) }
}

fn ratio(part: usize, whole: usize) -> f64 {
    mean(as_f64(part), whole)
}

#[expect(clippy::cast_precision_loss, reason = "counts and places are small")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: f64, expected: f64) {
        assert!(
            (value - expected).abs() < 1e-12,
            "{value} is not {expected}"
        );
    }

    #[test]
    fn values_are_those_of_a_computation_by_hand() {
        let ranks = [Some(4), None, Some(2)];
        close(recall(&ranks, 5), 2.0 / 3.0);
        close(recall(&ranks, 3), 1.0 / 3.0);
        close(reciprocal_rank(&ranks), 0.5);
        let ideal = 1.0 + 1.0 / 3_f64.log2() + 0.5;
        close(
            ndcg(&ranks, 10),
            (1.0 / 3_f64.log2() + 1.0 / 5_f64.log2()) / ideal,
        );
        close(ndcg(&ranks, 3), 1.0 / 3_f64.log2() / ideal);
    }

    #[test]
    fn nothing_is_zero_all_is_one_and_no_more() {
        for ranks in [&[] as &[_], &[None, None]] {
            close(
                recall(ranks, 5) + reciprocal_rank(ranks) + ndcg(ranks, 10),
                0.0,
            );
        }
        close(ndcg(&[Some(1), Some(1), Some(1)], 10), 1.0);
        let many: Vec<_> = (1..=30).map(Some).collect();
        close(ndcg(&many, 10), 1.0);
        close(recall(&many, 5), 5.0 / 30.0);
    }
}
