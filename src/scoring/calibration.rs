//! How far reviewers agree, as far as the reader may know.

use std::collections::{HashMap, HashSet};

use super::error::ScoringError;
use super::report::ScoreBook;
use super::report::calibration::{Calibration, Sources, calibration};
use super::report::tracks::ScoredSession;
use super::service::Scoring;
use crate::domain::session_record::SessionRecord;
use crate::scenario::Scenario;

impl Scoring {
    /// Leaves out sessions that the reader has yet to review: a figure from few sessions could
    /// reveal what others gave them.
    pub async fn calibration(&self, reader: &str) -> Result<Calibration, ScoringError> {
        let book = ScoreBook::load(&self.store, self.policy).await?;
        let sights = self.sights(reader).await?;
        let mut held_back = HashSet::new();
        let mut rubrics = HashMap::new();
        let mut scored = Vec::new();
        for record in self.store.sessions().await? {
            if sights.withholds(record.id) {
                held_back.insert(record.id);
            } else if book.of(record.id).next().is_some() {
                // A scenario that cannot be read is left out and does not hide the others.
                if let Ok(scenario) = self.scenario_of(&record).await {
                    scored.extend(scored_session(&book, &record, &scenario));
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
                scored: &scored,
                policy,
            })
        };
        // A thousand resamples of each figure take a while.
        Ok(tokio::task::spawn_blocking(compute).await?)
    }
}

/// `None` while the session has no score.
fn scored_session(
    book: &ScoreBook,
    record: &SessionRecord,
    scenario: &Scenario,
) -> Option<ScoredSession> {
    Some(ScoredSession {
        score: book.standing(record.id, &scenario.rubric).score()?,
        slug: record.scenario.clone(),
        scenario: scenario.manifest.title.clone(),
        pipeline: scenario.pipeline.name.clone(),
        track: scenario.pipeline.title.clone(),
    })
}
