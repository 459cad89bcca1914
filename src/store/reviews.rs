//! Reviews: one a practitioner and session.

use super::{Store, StoreError};
use crate::domain::ids::SessionId;
use crate::domain::review::Review;
use crate::domain::time::Instant;

/// A review was submitted already and may not change.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Submitted before.
    #[error("this review was submitted and can no longer be changed")]
    Submitted,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// A practitioner's review of a session, if there is one.
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

    /// The review of a session that was submitted first, if any: the thin slice's final score.
    pub async fn submitted_review(&self, session: SessionId) -> Result<Option<Review>, StoreError> {
        let row = sqlx::query_as::<_, (String, Option<i64>)>(
            "SELECT body, submitted_at FROM review
             WHERE session = ? AND submitted_at IS NOT NULL ORDER BY submitted_at LIMIT 1",
        )
        .bind(session.to_string())
        .fetch_optional(&self.pool)
        .await?;
        row.map(review_of_row).transpose()
    }

    /// Saves a draft, or submits if `submitted_at` is set. A submitted review never changes.
    pub async fn save_review(
        &self,
        session: SessionId,
        reviewer: &str,
        review: &Review,
        saved_at: Instant,
    ) -> Result<(), SaveError> {
        let body = serde_json::to_string(review).map_err(|_| StoreError::Damaged("review"))?;
        let done = sqlx::query(
            "INSERT INTO review (session, reviewer, body, saved_at, submitted_at)
             VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (session, reviewer) DO UPDATE SET
                body = excluded.body, saved_at = excluded.saved_at,
                submitted_at = excluded.submitted_at
             WHERE review.submitted_at IS NULL",
        )
        .bind(session.to_string())
        .bind(reviewer)
        .bind(body)
        .bind(saved_at.0)
        .bind(review.submitted_at.map(|at| at.0))
        .execute(&self.writer)
        .await
        .map_err(StoreError::from)?;
        if done.rows_affected() == 0 {
            Err(SaveError::Submitted)
        } else {
            Ok(())
        }
    }
}

fn review_of_row((body, submitted_at): (String, Option<i64>)) -> Result<Review, StoreError> {
    let mut review: Review =
        serde_json::from_str(&body).map_err(|_| StoreError::Damaged("review"))?;
    review.submitted_at = submitted_at.map(Instant);
    Ok(review)
}
