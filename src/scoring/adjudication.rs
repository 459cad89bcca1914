//! Steps from reviews to a final score.

use super::error::ScoringError;
use super::report::ScoreBook;
use super::report::model::Report;
use super::service::Scoring;
use crate::domain::adjudication::{Refused, Step};
use crate::domain::ids::SessionId;
use crate::domain::session_record::SessionRecord;

impl Scoring {
    /// Adds a step to the session's log, if the session's standing allows it. Returns the new
    /// report.
    pub async fn take_step(
        &self,
        record: SessionRecord,
        by: &str,
        step: &Step,
    ) -> Result<Report, ScoringError> {
        self.require_sight(record.id, by).await?;
        let rubric = self.scenario_of(&record).await?.rubric.clone();
        let book = ScoreBook::load(&self.store, self.policy).await?;
        book.standing(record.id, &rubric)
            .admits(step, &book.counted(record.id))
            .map_err(ScoringError::StepRefused)?;
        if let Step::Corrected { change, .. } = step {
            let mine = book.of(record.id).find(|it| it.reviewer == by);
            let mine = mine.ok_or(ScoringError::StepRefused(Refused::NotYourReview))?;
            if !change.fits(book.as_it_stands(mine), &rubric) {
                return Err(ScoringError::StepRefused(Refused::CorrectionUnfit));
            }
        }
        self.add_after(record.id, book.log(record.id).len(), by, step)
            .await?;
        self.report_now(record).await
    }

    /// Adds a step to a log that had `known` steps when the step was allowed. Fails if somebody has
    /// added another step since, because this one may not be allowed any more.
    pub(super) async fn add_after(
        &self,
        session: SessionId,
        known: usize,
        by: &str,
        step: &Step,
    ) -> Result<(), ScoringError> {
        let number = u32::try_from(known + 1).map_err(|_| ScoringError::LogChanged)?;
        let adding = self.store.add_adjudication(session, number, by, step);
        let added = adding.await?;
        added.then_some(()).ok_or(ScoringError::LogChanged)
    }
}
