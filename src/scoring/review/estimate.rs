//! A figure and how reliable it is: never a bare number from a handful of sessions.

use serde::Serialize;
use ts_rs::TS;

use super::bootstrap;

/// With fewer sessions, there is no number at all.
pub const FEWEST: usize = 5;
/// With fewer sessions, the number is marked as small.
pub const FEW: usize = 20;

/// A figure, its interval, and how many sessions it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Estimate {
    /// Too few sessions to say anything.
    Scarce {
        #[ts(type = "number")]
        n: usize,
        #[ts(type = "number")]
        needed: usize,
    },
    /// Enough sessions, but nothing to compare: all were scored alike.
    Constant {
        #[ts(type = "number")]
        n: usize,
    },
    /// A number.
    Known {
        value: f64,
        /// The lower end of the 95 % interval; `high` is the upper end.
        low: f64,
        high: f64,
        #[ts(type = "number")]
        n: usize,
        /// Whether `n` is small.
        small: bool,
    },
}

impl Estimate {
    /// The statistic over these units, one for each session, with its bootstrap interval.
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
    fn few_sessions_give_no_number_and_some_more_give_a_small_one() {
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
