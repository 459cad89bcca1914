//! Samples of a duration, and what one says of them.

use std::time::Duration;

/// Durations of the same thing done again and again.
#[derive(Debug, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Adds one.
    pub fn add(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    /// The sample below which this share of all lies, in milliseconds (nearest rank).
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

    /// The middle one, in milliseconds.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }
}
