//! How far reviewers agree, as far as the reader may know.

use std::collections::{HashMap, HashSet};

use super::error::ScoringError;
use super::report::ScoreBook;
use super::report::calibration::{Calibration, Sources, calibration};
use super::service::Scoring;

impl Scoring {
    /// Leaves out sessions that the reader has yet to review: a figure from few sessions could
    /// reveal what others gave them.
    pub async fn calibration(&self, reader: &str) -> Result<Calibration, ScoringError> {
        let book = ScoreBook::load(&self.store, self.policy).await?;
        let sights = self.sights(reader).await?;
        let mut held_back = HashSet::new();
        let mut rubrics = HashMap::new();
        for record in self.store.sessions().await? {
            if sights.withholds(record.id) {
                held_back.insert(record.id);
            } else if book.of(record.id).next().is_some() {
                // A scenario that cannot be read is left out and does not hide the others.
                if let Ok(scenario) = self.scenario_of(&record).await {
                    rubrics.insert(record.id, scenario.rubric.clone());
                }
            }
        }
        let policy = self.policy;
        let compute = move || {
            calibration(&Sources {
                book: &book,
                held_back: &held_back,
                rubrics: &rubrics,
                policy,
            })
        };
        // A thousand resamples of each figure take a while.
        Ok(tokio::task::spawn_blocking(compute).await?)
    }
}
