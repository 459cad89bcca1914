//! Reciprocal rank fusion. Scores of BM25 and cosines live on different scales and are never
//! added; ranks are comparable.

use std::collections::HashMap;

use crate::retrieve::Candidate;
use crate::stage;

/// Merges rankings: each gives a candidate `1 / (k + rank)`, ranks counting from one.
#[tracing::instrument(name = "fuse", skip_all, fields(results))]
pub fn reciprocal_ranks(legs: Vec<Vec<Candidate>>, k: f64) -> Vec<Candidate> {
    let mut fused: HashMap<(String, usize), Candidate> = HashMap::new();
    for leg in legs {
        for (candidate, rank) in leg.into_iter().zip(1_u32..) {
            let share = 1.0 / (k + f64::from(rank));
            let (doc, chunk) = candidate.record.key();
            let merged = fused.entry((doc.to_owned(), chunk)).or_insert_with(|| Candidate {
                score: 0.0,
                cosine: None,
                ..candidate.clone()
            });
            merged.score += share;
            merged.cosine = merged.cosine.or(candidate.cosine);
        }
    }
    let mut ranking: Vec<Candidate> = fused.into_values().collect();
    sort(&mut ranking);
    stage::tell(&ranking);
    ranking
}

/// Best first; equal scores in the order of documents, so that runs agree with one another.
pub fn sort(ranking: &mut [Candidate]) {
    ranking.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| a.record.key().cmp(&b.record.key()))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Record;

    fn leg(docs: &[&str], scale: f64) -> Vec<Candidate> {
        docs.iter()
            .zip(0_u32..)
            .map(|(doc, rank)| Candidate {
                record: Record::sample(doc, 0, doc),
                score: scale / f64::from(rank + 1),
                cosine: (scale <= 1.0).then_some(0.5),
            })
            .collect()
    }

    #[test]
    fn agreement_beats_one_legs_enthusiasm_and_scales_do_not_matter() {
        let fused = reciprocal_ranks(vec![leg(&["a", "b"], 1000.0), leg(&["c", "b"], 1.0)], 60.0);
        let order: Vec<_> = fused.iter().map(|c| c.record.doc.as_str()).collect();
        assert_eq!(order, ["b", "a", "c"]);
        assert!((fused[0].score - 2.0 / 62.0).abs() < 1e-12);
        assert_eq!(fused[0].cosine, Some(0.5), "kept from the dense leg");
    }

    #[test]
    fn one_empty_leg_leaves_the_order_of_the_other() {
        let fused = reciprocal_ranks(vec![Vec::new(), leg(&["x", "y", "z"], 1.0)], 60.0);
        let order: Vec<_> = fused.iter().map(|c| c.record.doc.as_str()).collect();
        assert_eq!(order, ["x", "y", "z"]);
    }
}
