//! Time spent on a review, measured by the service.

use super::error::ScoringError;
use super::service::Scoring;
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

impl Scoring {
    /// Counts the time since the review page's last beat, unless the page was out of use in between
    /// (`resumed`). Returns the total in microseconds. After submission it counts nothing.
    pub async fn beat_review(
        &self,
        session: SessionId,
        reviewer: &str,
        now: Timestamp,
        resumed: bool,
    ) -> Result<i64, ScoringError> {
        let beaten = self.store.beat_review(session, reviewer, now, resumed);
        Ok(beaten.await?.total)
    }
}
