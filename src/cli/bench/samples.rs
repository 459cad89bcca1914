//! Samples of a duration, and their quantiles.

use std::time::Duration;

/// Durations of the same thing, measured repeatedly.
#[derive(Debug, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    pub fn add(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    /// The value that this share of the samples does not exceed, in milliseconds (nearest rank).
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a rank among a few hundred samples"
        )]
        let rank = ((share * sorted.len() as f64).ceil() as usize).max(1) - 1;
        sorted
            .get(rank)
            .map_or(f64::NAN, |it| it.as_secs_f64() * 1000.0)
    }

    /// In milliseconds.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }
}
