//! How a reviewer's scores compare with those that others give the same sessions, and whether that
//! changes over time.

use serde::Serialize;
use ts_rs::TS;

use super::alpha::length;
use super::estimate::{Estimate, FEWEST};
use crate::domain::time::Timestamp;

/// Fixed, so that the interval is the same each time.
const SEED: u64 = 0x0a55_a702;

/// A reviewer's score of a session compared with the mean of the others' scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// When the reviewer submitted.
    pub at: Timestamp,
    /// Points above the others' mean; below is negative.
    pub above: f64,
}

/// How a reviewer's scores compare with others'.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub struct Leniency {
    /// Points above the others' mean, over all sessions.
    pub above: Estimate,
    /// The same over the earlier half of the sessions.
    pub earlier: Estimate,
    /// The same over the later half.
    pub later: Estimate,
    /// `later` minus `earlier`: how far the reviewer has drifted.
    pub drift: Estimate,
}

/// The scores may come in any order.
pub fn leniency(mut beside: Vec<Beside>) -> Leniency {
    beside.sort_by_key(|it| it.at);
    let middle = beside.len() / 2;
    let (earlier, later) = beside.split_at(middle);
    let of = |part: &[Beside]| Estimate::of(part, SEED, mean);
    Leniency {
        above: of(&beside),
        earlier: of(earlier),
        later: of(later),
        drift: drift(earlier, later),
    }
}

/// Both halves must be large enough to say something.
fn drift(earlier: &[Beside], later: &[Beside]) -> Estimate {
    let n = earlier.len() + later.len();
    if earlier.len() < FEWEST {
        let needed = 2 * FEWEST;
        return Estimate::Scarce { n, needed };
    }
    let units: Vec<(bool, Beside)> = earlier
        .iter()
        .map(|it| (false, *it))
        .chain(later.iter().map(|it| (true, *it)))
        .collect();
    Estimate::of(&units, SEED, |units| {
        let half = |late: bool| {
            let part = units.iter().filter(|(is_late, _)| *is_late == late);
            mean(&part.map(|(_, it)| *it).collect::<Vec<_>>())
        };
        Some(half(true)? - half(false)?)
    })
}

fn mean(part: &[Beside]) -> Option<f64> {
    let sum: f64 = part.iter().map(|it| it.above).sum();
    (!part.is_empty()).then(|| sum / length(part.len()))
}

/// Compares each score of one session with the mean of the others, in the given order. Empty if
/// there is only one score.
pub fn beside(scores: &[(Timestamp, u32)]) -> Vec<Beside> {
    let sum: f64 = scores.iter().map(|(_, score)| f64::from(*score)).sum();
    let others = length(scores.len()) - 1.0;
    if others < 1.0 {
        return Vec::new();
    }
    scores
        .iter()
        .map(|(at, score)| Beside {
            at: *at,
            above: f64::from(*score) - (sum - f64::from(*score)) / others,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(above: &[f64]) -> Vec<Beside> {
        above
            .iter()
            .zip(0..)
            .map(|(above, at)| Beside {
                at: Timestamp(at),
                above: *above,
            })
            .collect()
    }

    fn value(estimate: Estimate) -> f64 {
        match estimate {
            Estimate::Known { value, .. } => value,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_score_is_compared_with_the_others_only() {
        let found = beside(&[(Timestamp(1), 80), (Timestamp(2), 60), (Timestamp(3), 70)]);
        let above: Vec<f64> = found.iter().map(|it| it.above).collect();
        assert_eq!(above, [15.0, -15.0, 0.0]);
        assert!(beside(&[(Timestamp(1), 80)]).is_empty());
    }

    #[test]
    fn drift_follows_time_and_not_the_given_order() {
        let mut all = scores(&[-6.0, -4.0, -5.0, -5.0, -5.0, 9.0, 11.0, 10.0, 10.0, 10.0]);
        all.reverse();
        let found = leniency(all);
        assert!((value(found.above) - 2.5).abs() < 1e-9);
        assert!((value(found.earlier) + 5.0).abs() < 1e-9);
        assert!((value(found.later) - 10.0).abs() < 1e-9);
        assert!((value(found.drift) - 15.0).abs() < 1e-9);
        assert!(matches!(found.drift, Estimate::Known { low, .. } if low > 10.0));
    }

    #[test]
    fn a_few_sessions_say_nothing_about_drift() {
        let found = leniency(scores(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
        assert!(matches!(
            found.above,
            Estimate::Known {
                n: 6,
                small: true,
                ..
            }
        ));
        assert_eq!(found.drift, Estimate::Scarce { n: 6, needed: 10 });
    }
}
