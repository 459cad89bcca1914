//! The scenario by which a session is scored.

use std::sync::Arc;

use super::error::ScoringError;
use super::service::Scoring;
use crate::domain::session_record::SessionRecord;
use crate::scenario::Scenario;

impl Scoring {
    /// The scenario that a session was invited with, including its rubric.
    pub async fn scenario_of(&self, record: &SessionRecord) -> Result<Arc<Scenario>, ScoringError> {
        let found = self.editions.scenario_of(record).await;
        found.map_err(|cause| ScoringError::Unreadable {
            slug: record.scenario.clone(),
            cause,
        })
    }
}
