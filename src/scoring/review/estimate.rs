//! A figure with what it is worth: never a bare number from a handful of sessions.

use serde::Serialize;
use ts_rs::TS;

use super::bootstrap;

/// Under so many sessions no number is given at all.
pub const FEWEST: usize = 5;
/// Under so many the number is called small.
pub const FEW: usize = 20;

/// A figure, its interval, and from how many sessions it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Estimate {
    /// Too few sessions to say anything.
    Scarce {
        /// How many there are.
        #[ts(type = "number")]
        n: usize,
        /// How many there have to be.
        #[ts(type = "number")]
        needed: usize,
    },
    /// Enough sessions, and nothing to compare: all are judged alike.
    Constant {
        /// How many there are.
        #[ts(type = "number")]
        n: usize,
    },
    /// A number.
    Known {
        /// The figure.
        value: f64,
        /// Lower end of the 95 % interval.
        low: f64,
        /// Upper end.
        high: f64,
        /// From how many sessions.
        #[ts(type = "number")]
        n: usize,
        /// Whether these are few.
        small: bool,
    },
}

impl Estimate {
    /// The statistic over these units, one a session, with its bootstrap interval.
    pub fn of<T: Clone>(units: &[T], seed: u64, statistic: impl Fn(&[T]) -> Option<f64>) -> Self {
        let n = units.len();
        if n < FEWEST {
            return Self::Scarce { n, needed: FEWEST };
        }
        let interval = bootstrap::interval(units, seed, &statistic);
        match (statistic(units), interval) {
            (Some(value), Some((low, high))) => Self::Known {
                value,
                low,
                high,
                n,
                small: n < FEW,
            },
            _ => Self::Constant { n },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::review::alpha::{Metric, alpha};

    fn of(n: usize) -> Estimate {
        let units: Vec<Vec<f64>> = (0..n)
            .map(|unit| {
                if unit % 2 == 0 {
                    vec![1.0, 1.0]
                } else {
                    vec![3.0, 3.0]
                }
            })
            .collect();
        Estimate::of(&units, 1, |units| alpha(units, Metric::Ordinal))
    }

    #[test]
    fn few_sessions_give_no_number_and_some_give_a_small_one() {
        assert_eq!(of(4), Estimate::Scarce { n: 4, needed: 5 });
        assert!(matches!(
            of(5),
            Estimate::Known {
                n: 5,
                small: true,
                ..
            }
        ));
        assert!(matches!(of(19), Estimate::Known { small: true, .. }));
        assert!(matches!(
            of(20),
            Estimate::Known {
                n: 20,
                small: false,
                ..
            }
        ));
    }

    #[test]
    fn no_variation_is_no_agreement() {
        let units = vec![vec![2.0, 2.0]; 9];
        let estimate = Estimate::of(&units, 1, |units| alpha(units, Metric::Nominal));
        assert_eq!(estimate, Estimate::Constant { n: 9 });
    }
}
