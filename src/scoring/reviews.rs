//! A practitioner's own review: saved as they write, submitted once.

use serde::Serialize;
use ts_rs::TS;

use super::error::{ScoringError, texts};
use super::report::questions_of;
use super::service::Scoring;
use crate::domain::review::{Judged, Review, ReviewFlaw};
use crate::domain::rubric::Rubric;
use crate::domain::session::SessionState::{Checked, Reviewed, Withdrawn};
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::scenario::manifest::Enforcement;
use crate::store::reviews::SaveError;

/// `PUT /api/sessions/{id}/review` (draft, saved as you write) answers this, and so does
/// `POST /api/sessions/{id}/review/submit` (same body).
#[derive(Debug, Serialize, TS)]
pub struct ReviewSaved {
    /// Of the saved review. The next write names it: `?revision=`.
    #[ts(type = "number")]
    pub revision: u64,
    /// When the server had saved it durably.
    pub saved_at: Timestamp,
    /// What still keeps it from being submitted.
    pub flaws: Vec<String>,
    /// Suggested from the scores.
    pub suggested_score: Option<u32>,
    pub submitted: bool,
}

/// The rubric, and what keeps a review from being submitted.
struct Judgement {
    rubric: Rubric,
    flaws: Vec<ReviewFlaw>,
}

impl ReviewSaved {
    fn new(revision: u64, saved_at: Timestamp, review: &Review, judged: &Judgement) -> Self {
        Self {
            revision,
            saved_at,
            flaws: texts(&judged.flaws),
            suggested_score: review.suggested(&judged.rubric),
            submitted: review.submitted_at.is_some(),
        }
    }
}

impl Scoring {
    /// Saves a draft that replaces revision `known`. A draft may have any flaw.
    pub async fn save_review(
        &self,
        record: &SessionRecord,
        reviewer: &str,
        mut review: Review,
        known: u64,
    ) -> Result<ReviewSaved, ScoringError> {
        self.require_blindness(record.id, reviewer).await?;
        // The service decides what is submitted, not the sender.
        review.submitted_at = None;
        let judged = self.judged(record, &review).await?;
        review.rubric = judged.rubric.named();
        let saved_at = Timestamp::now();
        let revision = self
            .store
            .save_review(record.id, reviewer, &review, known, saved_at)
            .await?;
        Ok(ReviewSaved::new(revision, saved_at, &review, &judged))
    }

    /// Submits a review that replaces revision `known`.
    pub async fn submit_review(
        &self,
        record: &SessionRecord,
        reviewer: &str,
        mut review: Review,
        known: u64,
    ) -> Result<ReviewSaved, ScoringError> {
        self.require_blindness(record.id, reviewer).await?;
        match record.state {
            Checked | Reviewed => {}
            Withdrawn => return Err(ScoringError::Withdrawn),
            _ => return Err(ScoringError::ReviewTooEarly),
        }
        let judged = self.judged(record, &review).await?;
        if !judged.flaws.is_empty() {
            return Err(ScoringError::ReviewIncomplete(judged.flaws));
        }
        review.forget_idle_departures(&judged.rubric);
        review.rubric = judged.rubric.named();
        let saved_at = Timestamp::now();
        review.submitted_at = Some(saved_at);
        let outcome = self
            .store
            .save_review(record.id, reviewer, &review, known, saved_at)
            .await;
        // Also if it was submitted before: the service may have stopped between the two writes.
        if matches!(outcome, Ok(_) | Err(SaveError::Submitted)) {
            let reviewed = self.store.advance_session(record.id, Checked, Reviewed);
            reviewed.await?;
        }
        Ok(ReviewSaved::new(outcome?, saved_at, &review, &judged))
    }

    async fn judged(
        &self,
        record: &SessionRecord,
        review: &Review,
    ) -> Result<Judgement, ScoringError> {
        let scenario = self.scenario_of(record).await?;
        let rubric = scenario.rubric.clone();
        let constraints = scenario.manifest.constraint.iter();
        let judged = constraints.filter(|it| it.enforcement() == Enforcement::Practitioner);
        let constraints: Vec<String> = judged.map(|it| it.id.clone()).collect();
        let last = self.store.last_event(record.id).await?;
        let asked = questions_of(&self.store, record.id).await?;
        let asked: Vec<String> = asked.into_iter().map(|it| it.question.question).collect();
        let flaws = review.flaws(&Judged {
            rubric: &rubric,
            last_seq: last.map_or(0, |event| event.seq),
            asked: &asked,
            constraints: &constraints,
            final_note: record.final_note.as_deref().unwrap_or_default(),
        });
        Ok(Judgement { rubric, flaws })
    }
}
