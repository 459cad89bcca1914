//! Krippendorff's alpha: agreement of any number of observers, with missing values.
//!
//! After Krippendorff, K. (2011), "Computing Krippendorff's Alpha-Reliability", University of
//! Pennsylvania, section D ("any number of observers, any level of measurement, missing data"),
//! whose example is the test below: nominal 0.743, ordinal 0.815, interval 0.849.

use std::collections::BTreeMap;

/// How far apart two values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The same, or not.
    Nominal,
    /// By rank: everything between two values counts.
    Ordinal,
    /// The square of the difference.
    Interval,
}

/// Alpha over units, each with the values that observers gave it (missing ones left out). `None` if
/// there is nothing to compare: no unit has two values, or all values are the same, so that
/// agreement cannot be told from having no choice.
pub fn alpha(units: &[Vec<f64>], metric: Metric) -> Option<f64> {
    let pairable: Vec<&Vec<f64>> = units.iter().filter(|unit| unit.len() >= 2).collect();
    let mut values: Vec<f64> = pairable
        .iter()
        .flat_map(|unit| unit.iter().copied())
        .collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let index = |value: f64| {
        let found = values.binary_search_by(|known| known.total_cmp(&value));
        found.ok()
    };
    let size = values.len();
    // The coincidence matrix: how often two values were given to the same unit.
    let mut coincidences = vec![0.0; size * size];
    for unit in &pairable {
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        for value in *unit {
            *counts.entry(index(*value)?).or_default() += 1.0;
        }
        let others = length(unit.len()) - 1.0;
        for (row, first) in &counts {
            for (column, second) in &counts {
                let pairs = first * if row == column { second - 1.0 } else { *second };
                coincidences[row * size + column] += pairs / others;
            }
        }
    }
    let marginal: Vec<f64> = coincidences
        .chunks(size.max(1))
        .map(|row| row.iter().sum())
        .collect();
    let total: f64 = marginal.iter().sum();
    let distance = |row: usize, column: usize| apart(metric, &values, &marginal, row, column);
    let (mut observed, mut expected) = (0.0, 0.0);
    for row in 0..size {
        for column in 0..size {
            let apart = distance(row, column);
            observed += coincidences[row * size + column] * apart;
            expected += marginal[row] * marginal[column] * apart;
        }
    }
    (expected > 0.0).then(|| 1.0 - (total - 1.0) * observed / expected)
}

fn apart(metric: Metric, values: &[f64], marginal: &[f64], row: usize, column: usize) -> f64 {
    match metric {
        Metric::Nominal => f64::from(u8::from(row != column)),
        Metric::Interval => (values[row] - values[column]).powi(2),
        Metric::Ordinal => {
            let (low, high) = (row.min(column), row.max(column));
            let between: f64 = marginal[low..=high].iter().sum();
            (between - f64::midpoint(marginal[low], marginal[high])).powi(2)
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of reviews")]
pub(in crate::scoring) fn length(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four observers, twelve units; a dot is missing.
    fn krippendorff_2011() -> Vec<Vec<f64>> {
        let rows = [
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        ]
        .map(|row| row.split(' ').collect::<Vec<_>>());
        (0..12)
            .map(|unit| {
                rows.iter()
                    .filter_map(|row| row[unit].parse().ok())
                    .collect()
            })
            .collect()
    }

    fn rounded(metric: Metric) -> f64 {
        (alpha(&krippendorff_2011(), metric).unwrap() * 1000.0).round() / 1000.0
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "rounded to what was published")]
    fn the_published_example_gives_the_published_figures() {
        assert_eq!(rounded(Metric::Nominal), 0.743);
        assert_eq!(rounded(Metric::Ordinal), 0.815);
        assert_eq!(rounded(Metric::Interval), 0.849);
    }

    #[test]
    fn full_agreement_is_one_and_no_variation_is_nothing() {
        let same = vec![vec![1.0, 1.0], vec![3.0, 3.0, 3.0], vec![2.0]];
        for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval] {
            assert!((alpha(&same, metric).unwrap() - 1.0).abs() < 1e-12);
            assert_eq!(alpha(&[vec![2.0, 2.0], vec![2.0, 2.0]], metric), None);
            assert_eq!(alpha(&[vec![2.0], vec![]], metric), None);
            assert_eq!(alpha(&[], metric), None);
        }
    }

    #[test]
    fn opposition_is_worse_than_chance() {
        let opposed = vec![vec![0.0, 3.0], vec![3.0, 0.0], vec![0.0, 3.0]];
        assert!(alpha(&opposed, Metric::Interval).unwrap() < 0.0);
    }
}
