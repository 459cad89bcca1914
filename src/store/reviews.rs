//! Reviews: one for each practitioner and session.

use std::collections::HashMap;

use super::{Store, StoreError};
use crate::domain::ids::SessionId;
use crate::domain::review::Review;
use crate::domain::time::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another page has saved the review since; nothing was changed.
    #[error("this review was saved by another page")]
    Changed,
    #[error("this review was submitted and can no longer be changed")]
    Submitted,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Clone, Debug)]
pub struct SubmittedReview {
    pub session: SessionId,
    pub reviewer: String,
    pub review: Review,
}

type SubmittedRow = (String, String, String, Option<i64>);

fn submitted_of_row(
    (session, reviewer, body, at): SubmittedRow,
) -> Result<SubmittedReview, StoreError> {
    Ok(SubmittedReview {
        session: session_of(&session)?,
        reviewer,
        review: review_of_row((body, at))?,
    })
}

fn session_of(text: &str) -> Result<SessionId, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged("session id"))
}

impl Store {
    pub async fn review(
        &self,
        session: SessionId,
        reviewer: &str,
    ) -> Result<Option<Review>, StoreError> {
        let row = sqlx::query_as::<_, (String, Option<i64>)>(
            "SELECT body, submitted_at FROM review WHERE session = ? AND reviewer = ?",
        )
        .bind(session.to_string())
        .bind(reviewer)
        .fetch_optional(&self.pool)
        .await?;
        row.map(review_of_row).transpose()
    }

    /// Of every session, in the order of submission.
    pub async fn submitted_reviews(&self) -> Result<Vec<SubmittedReview>, StoreError> {
        let rows = sqlx::query_as::<_, SubmittedRow>(
            "SELECT session, reviewer, body, submitted_at FROM review
             WHERE submitted_at IS NOT NULL ORDER BY submitted_at, reviewer",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(submitted_of_row).collect()
    }

    /// The sessions that the reviewer has a review of, and whether it is submitted.
    pub async fn reviews_of(&self, reviewer: &str) -> Result<HashMap<SessionId, bool>, StoreError> {
        let rows = sqlx::query_as::<_, (String, Option<i64>)>(
            "SELECT session, submitted_at FROM review WHERE reviewer = ?",
        )
        .bind(reviewer)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|(session, at)| Ok((session_of(&session)?, at.is_some())))
            .collect()
    }

    /// How often the review was saved; 0 if never.
    pub async fn review_revision(
        &self,
        session: SessionId,
        reviewer: &str,
    ) -> Result<u64, StoreError> {
        let revision = sqlx::query_scalar::<_, i64>(
            "SELECT revision FROM review WHERE session = ? AND reviewer = ?",
        )
        .bind(session.to_string())
        .bind(reviewer)
        .fetch_optional(&self.pool)
        .await?;
        Ok(revision.unwrap_or(0).unsigned_abs())
    }

    /// Saves a draft in place of the revision that the caller knows, or submits it if
    /// `submitted_at` is set. Returns the new revision. A submitted review never changes.
    pub async fn save_review(
        &self,
        session: SessionId,
        reviewer: &str,
        review: &Review,
        known: u64,
        saved_at: Timestamp,
    ) -> Result<u64, SaveError> {
        let body = serde_json::to_string(review).map_err(|_| StoreError::Damaged("review"))?;
        let known = i64::try_from(known).map_err(|_| SaveError::Changed)?;
        let revision = sqlx::query_scalar::<_, i64>(
            "INSERT INTO review (session, reviewer, body, saved_at, submitted_at, revision)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6 + 1
             WHERE ?6 = 0
                OR EXISTS (SELECT 1 FROM review WHERE session = ?1 AND reviewer = ?2)
             ON CONFLICT (session, reviewer) DO UPDATE SET
                body = excluded.body, saved_at = excluded.saved_at,
                submitted_at = excluded.submitted_at, revision = review.revision + 1
             WHERE review.submitted_at IS NULL
                AND (review.revision = ?6 OR review.body = excluded.body)
             RETURNING revision",
        )
        .bind(session.to_string())
        .bind(reviewer)
        .bind(body)
        .bind(saved_at.0)
        .bind(review.submitted_at.map(|at| at.0))
        .bind(known)
        .fetch_optional(&self.writer)
        .await
        .map_err(StoreError::from)?;
        if let Some(revision) = revision {
            return Ok(revision.unsigned_abs());
        }
        let now = self.review(session, reviewer).await?;
        let submitted = now.is_some_and(|review| review.submitted_at.is_some());
        Err(if submitted {
            SaveError::Submitted
        } else {
            SaveError::Changed
        })
    }
}

fn review_of_row((body, submitted_at): (String, Option<i64>)) -> Result<Review, StoreError> {
    let mut review: Review =
        serde_json::from_str(&body).map_err(|_| StoreError::Damaged("review"))?;
    review.submitted_at = submitted_at.map(Timestamp);
    Ok(review)
}
