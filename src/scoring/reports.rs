//! A session's report, for practitioners who are not blind to it.

use super::error::ScoringError;
use super::report::gather;
use super::report::model::Report;
use super::service::Scoring;
use crate::domain::session_record::SessionRecord;

impl Scoring {
    pub async fn report(
        &self,
        record: SessionRecord,
        reader: &str,
    ) -> Result<Report, ScoringError> {
        self.require_sight(record.id, reader).await?;
        self.report_now(record).await
    }

    /// Withholds nothing: the caller has already refused anybody who is blind.
    pub(super) async fn report_now(&self, record: SessionRecord) -> Result<Report, ScoringError> {
        let scenario = self.scenario_of(&record).await?;
        Ok(gather(&self.store, record, &scenario, self.policy).await?)
    }
}
