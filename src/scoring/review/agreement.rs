//! How far reviewers agree on one criterion, or on the final score.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::alpha::{Metric, alpha};
use super::estimate::Estimate;
use super::kappa::{Weights, weighted_kappa};

/// Fixed, so that the interval is the same each time.
const SEED: u64 = 0x0a55_a701;

/// What one reviewer gave one session.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    pub reviewer: String,
    /// `None` if not observed.
    pub points: Option<u32>,
}

/// The ratings of one session.
pub type Unit = Vec<Rating>;

/// Agreement of all reviewers, and of each pair.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Agreement {
    /// Krippendorff's alpha, values compared as names.
    pub nominal: Estimate,
    /// The same, compared by rank: the one that fits levels.
    pub ordinal: Estimate,
    /// The same, compared by distance: the one that fits scores.
    pub interval: Estimate,
    /// Weighted kappa of each pair of reviewers with sessions in common.
    pub pairs: Vec<PairAgreement>,
}

/// Agreement of two reviewers.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PairAgreement {
    pub reviewers: (String, String),
    /// Cohen's kappa with linear weights.
    pub linear: Estimate,
    /// Cohen's kappa with squared weights.
    pub quadratic: Estimate,
}

/// Agreement over these sessions. `levels` are the criterion's points, weakest level first; kappa
/// counts distances in levels. A final score has no levels and no kappa.
pub fn agreement(units: &[Unit], levels: &[u32]) -> Agreement {
    let values: Vec<Vec<f64>> = units
        .iter()
        .map(|unit| {
            unit.iter()
                .filter_map(|it| it.points.map(f64::from))
                .collect::<Vec<_>>()
        })
        .filter(|values| values.len() >= 2)
        .collect();
    let of = |metric| Estimate::of(&values, SEED, |units| alpha(units, metric));
    Agreement {
        nominal: of(Metric::Nominal),
        ordinal: of(Metric::Ordinal),
        interval: of(Metric::Interval),
        pairs: pairs(units, levels),
    }
}

type Pairs<'a> = BTreeMap<(&'a str, &'a str), Vec<(usize, usize)>>;

fn pairs(units: &[Unit], levels: &[u32]) -> Vec<PairAgreement> {
    let rank = |rating: &Rating| {
        levels
            .iter()
            .position(|level| Some(*level) == rating.points)
    };
    let mut common = Pairs::new();
    for unit in units {
        for first in unit {
            for second in unit.iter().filter(|it| first.reviewer < it.reviewer) {
                if let (Some(one), Some(other)) = (rank(first), rank(second)) {
                    let names = (first.reviewer.as_str(), second.reviewer.as_str());
                    common.entry(names).or_default().push((one, other));
                }
            }
        }
    }
    let of = |pairs: &[(usize, usize)], weights| {
        Estimate::of(pairs, SEED, |pairs| weighted_kappa(pairs, weights))
    };
    common
        .into_iter()
        .map(|((first, second), pairs)| PairAgreement {
            reviewers: (first.to_owned(), second.to_owned()),
            linear: of(&pairs, Weights::Linear),
            quadratic: of(&pairs, Weights::Quadratic),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(ratings: &[(&str, Option<u32>)]) -> Unit {
        ratings
            .iter()
            .map(|(reviewer, points)| Rating {
                reviewer: (*reviewer).to_owned(),
                points: *points,
            })
            .collect()
    }

    #[test]
    fn what_was_not_observed_is_missing_and_not_a_value() {
        let mut units: Vec<Unit> = (0..6)
            .map(|session| unit(&[("ada", Some(session % 2)), ("grace", Some(session % 2))]))
            .collect();
        units.push(unit(&[("ada", Some(1)), ("grace", None)]));
        let found = agreement(&units, &[0, 1]);
        assert!(
            matches!(found.ordinal, Estimate::Known { value, n: 6, .. } if value > 0.999),
            "{found:?}"
        );
        assert!(matches!(
            found.pairs[0].quadratic,
            Estimate::Known { n: 6, .. }
        ));
    }

    #[test]
    fn pairs_are_compared_by_levels_and_only_on_common_sessions() {
        let units: Vec<Unit> = (0..5)
            .map(|session| unit(&[("grace", Some([0, 4, 20][session % 3])), ("ada", Some(4))]))
            .chain([unit(&[("mary", Some(0))])])
            .collect();
        let found = agreement(&units, &[0, 4, 20]);
        assert_eq!(found.pairs.len(), 1);
        assert_eq!(found.pairs[0].reviewers, ("ada".into(), "grace".into()));
    }
}
