//! `assay scenario check --sweep`: every value of the configuration is changed by itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::check::Matrix;
use crate::check::matrix::sweep::{Swept, claims};
use crate::scenario::sweep::tweaks;
use crate::scenario::{Scenario, Variant};

impl Matrix<'_> {
    /// One track shows what the checks accept: the one that was asked for, otherwise the first
    /// on which nothing is built, because it is the quickest.
    pub(super) fn is_swept(&self, scenario: &Scenario) -> bool {
        let quick = scenario.tracks.iter().find(|it| it.build.is_none());
        let Some(first) = quick.or(scenario.tracks.first()) else {
            return false;
        };
        let track = self.args.track.as_ref().unwrap_or(&first.name);
        scenario.pipeline.name == *track
    }

    /// `None` if it was interrupted.
    pub(super) async fn sweep(&self, scenario: &Arc<Scenario>) -> anyhow::Result<Option<Swept>> {
        let tweaks = tweaks(scenario)?;
        let narrow = Arc::new(claims(scenario));
        let variants: Vec<_> = tweaks.iter().cloned().map(Variant::Tweaked).collect();
        let until = Instant::now() + Duration::from_secs(self.args.sweep_minutes * 60);
        let Some(runs) = self.runs(&narrow, &variants, Some(until)).await? else {
            return Ok(None);
        };
        let mut swept = Swept::of(scenario, &tweaks, &runs);
        let like_repairs = swept.like_repairs(&tweaks).into_iter();
        let variants: Vec<_> = like_repairs.map(Variant::Tweaked).collect();
        if variants.is_empty() {
            return Ok(Some(swept));
        }
        // There are few of them, and without them the sweep says nothing: no limit of time.
        let runs = self.runs(scenario, &variants, None).await?;
        Ok(runs.map(|runs| {
            swept.guard(&runs);
            swept
        }))
    }
}
