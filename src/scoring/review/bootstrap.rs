//! Intervals by resampling (Efron's percentile bootstrap). Sessions are resampled, because reviews
//! of one session are not independent.

use rand::{RngCore as _, SeedableRng as _};
use rand_xoshiro::SplitMix64;

use super::alpha::length;

/// Resamples drawn for one interval.
pub const RESAMPLES: usize = 1000;

/// The middle 95 % of a statistic over resamples of these units. The same seed and units give the
/// same interval. `None` if the statistic exists for too few resamples.
pub fn interval<T: Clone>(
    units: &[T],
    seed: u64,
    statistic: impl Fn(&[T]) -> Option<f64>,
) -> Option<(f64, f64)> {
    let mut random = SplitMix64::seed_from_u64(seed);
    let mut sample = Vec::with_capacity(units.len());
    let mut found = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        sample.clear();
        sample.extend((0..units.len()).map(|_| units[below(&mut random, units.len())].clone()));
        found.extend(statistic(&sample));
    }
    // Resamples without variation have no statistic. If most have none, there is no interval.
    if found.len() < RESAMPLES / 2 {
        return None;
    }
    found.sort_by(f64::total_cmp);
    Some((quantile(&found, 0.025), quantile(&found, 0.975)))
}

/// Between the two nearest values. `sorted` must not be empty.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * length(sorted.len() - 1);
    let low = sorted
        .iter()
        .enumerate()
        .rfind(|(index, _)| length(*index) <= place);
    let (index, value) = low.map_or((0, sorted[0]), |(index, value)| (index, *value));
    let next = sorted.get(index + 1).copied().unwrap_or(value);
    value + (next - value) * (place - length(index))
}

/// From 0 to `bound`, exclusive, by the upper half of a product. `rand`'s own ranges may change
/// between versions, and published intervals would change with them.
fn below(random: &mut SplitMix64, bound: usize) -> usize {
    let product = u128::from(random.next_u64()) * bound as u128;
    usize::try_from(product >> 64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "as a statistic is")]
    fn mean(values: &[f64]) -> Option<f64> {
        Some(values.iter().sum::<f64>() / length(values.len()))
    }

    #[test]
    fn the_generator_gives_the_published_numbers() {
        let mut random = SplitMix64::seed_from_u64(1_234_567);
        assert_eq!(random.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(random.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn the_same_seed_gives_the_same_interval_around_the_mean() {
        let values: Vec<f64> = (0..40).map(|value| f64::from(value % 10)).collect();
        let first = interval(&values, 7, mean).unwrap();
        assert_eq!(interval(&values, 7, mean), Some(first));
        assert_ne!(interval(&values, 8, mean), Some(first));
        // The standard error of this mean is 0.455: 1.96 of it on each side.
        assert!(
            (first.0 - 3.6).abs() < 0.15 && (first.1 - 5.4).abs() < 0.15,
            "{first:?}"
        );
    }

    #[test]
    fn what_cannot_be_computed_has_no_interval() {
        assert_eq!(interval(&[1.0, 2.0], 1, |_| None), None);
    }
}
