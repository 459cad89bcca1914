//! Cohen's weighted kappa: agreement of two raters on ordered categories.
//!
//! After Cohen, J. (1968), "Weighted kappa: Nominal scale agreement with provision for scaled
//! disagreement or partial credit", Psychological Bulletin 70(4), 213-220. Its example (200 cases,
//! three categories) gives 0.348 with the weights it states and 0.492 unweighted; both are tests.

use super::alpha::length;

/// How much a disagreement weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// By the number of categories between.
    Linear,
    /// By the square of that number.
    Quadratic,
}

impl Weights {
    fn of(self, row: usize, column: usize) -> f64 {
        let apart = length(row.abs_diff(column));
        match self {
            Self::Linear => apart,
            Self::Quadratic => apart * apart,
        }
    }
}

/// Kappa over pairs of categories, numbered from 0. `None` if chance alone would leave no
/// disagreement, for example if both always gave the same category.
pub fn weighted_kappa(pairs: &[(usize, usize)], weights: Weights) -> Option<f64> {
    let size = pairs.iter().map(|(a, b)| a.max(b) + 1).max()?;
    let mut table = vec![0.0; size * size];
    for (first, second) in pairs {
        table[first * size + second] += 1.0;
    }
    kappa(&table, size, |row, column| weights.of(row, column))
}

/// Kappa of a square table of counts, row by row, with any weights of disagreement.
fn kappa(table: &[f64], size: usize, weight: impl Fn(usize, usize) -> f64) -> Option<f64> {
    let total: f64 = table.iter().sum();
    let row_sum = |row: usize| table[row * size..(row + 1) * size].iter().sum::<f64>();
    let column_sum = |column: usize| (0..size).map(|row| table[row * size + column]).sum::<f64>();
    let rows: Vec<f64> = (0..size).map(row_sum).collect();
    let columns: Vec<f64> = (0..size).map(column_sum).collect();
    let (mut observed, mut expected) = (0.0, 0.0);
    for row in 0..size {
        for column in 0..size {
            let weight = weight(row, column);
            observed += weight * table[row * size + column];
            expected += weight * rows[row] * columns[column] / total;
        }
    }
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COHEN_1968: [f64; 9] = [88.0, 14.0, 18.0, 10.0, 40.0, 10.0, 2.0, 6.0, 12.0];

    fn rounded(value: Option<f64>) -> f64 {
        (value.unwrap() * 1000.0).round() / 1000.0
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "rounded to what was published")]
    fn the_published_example_gives_the_published_figures() {
        let stated = [0.0, 1.0, 3.0, 1.0, 0.0, 6.0, 3.0, 6.0, 0.0];
        let weighted = kappa(&COHEN_1968, 3, |row, column| stated[row * 3 + column]);
        assert_eq!(rounded(weighted), 0.348);
        let plain = kappa(&COHEN_1968, 3, |row, column| {
            f64::from(u8::from(row != column))
        });
        assert_eq!(rounded(plain), 0.492);
    }

    /// The example of `cohen.kappa` in the R package psych, for which it reports 0.68.
    #[test]
    #[expect(clippy::float_cmp, reason = "rounded")]
    fn squared_weights_are_as_in_psych() {
        let second = [1, 3, 1, 6, 1, 5, 5, 6, 7];
        let pairs: Vec<_> = (0..9).zip(second.map(|value| value - 1)).collect();
        assert_eq!(rounded(weighted_kappa(&pairs, Weights::Quadratic)), 0.678);
        assert_eq!(rounded(weighted_kappa(&pairs, Weights::Linear)), 0.395);
    }

    #[test]
    fn agreement_is_one_and_no_choice_is_nothing() {
        let same = [(0, 0), (2, 2), (1, 1)];
        assert_eq!(weighted_kappa(&same, Weights::Quadratic), Some(1.0));
        assert_eq!(weighted_kappa(&[(1, 1), (1, 1)], Weights::Linear), None);
        assert_eq!(weighted_kappa(&[], Weights::Linear), None);
    }
}
