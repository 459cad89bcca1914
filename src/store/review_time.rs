//! Time that practitioners spent on reviews.

use super::{Store, StoreError};
use crate::domain::ids::SessionId;
use crate::domain::review::TimeSpent;
use crate::domain::time::Timestamp;

impl Store {
    /// Adds the time since the review page's last beat. Adds nothing after submission. The single
    /// writing connection is held meanwhile, so two pages cannot count the same time.
    pub async fn beat_review(
        &self,
        session: SessionId,
        reviewer: &str,
        now: Timestamp,
        resumed: bool,
    ) -> Result<TimeSpent, StoreError> {
        let name = session.to_string();
        let mut transaction = self.begin_writing().await?;
        let row = sqlx::query_as::<_, (i64, i64)>(
            "SELECT total, last_beat FROM review_time WHERE session = ? AND reviewer = ?",
        )
        .bind(&name)
        .bind(reviewer)
        .fetch_optional(&mut *transaction)
        .await?;
        let submitted: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM review
             WHERE session = ? AND reviewer = ? AND submitted_at IS NOT NULL",
        )
        .bind(&name)
        .bind(reviewer)
        .fetch_one(&mut *transaction)
        .await?;
        let before = spent_of(row);
        if submitted > 0 {
            return Ok(before);
        }
        let spent = before.beat(now, resumed);
        sqlx::query(
            "INSERT INTO review_time (session, reviewer, total, last_beat) VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET total = excluded.total, last_beat = excluded.last_beat",
        )
        .bind(&name)
        .bind(reviewer)
        .bind(spent.total)
        .bind(spent.last.unwrap_or(now).0)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(spent)
    }

    /// In microseconds.
    pub async fn review_time(&self, session: SessionId, reviewer: &str) -> Result<i64, StoreError> {
        let total = sqlx::query_scalar::<_, i64>(
            "SELECT total FROM review_time WHERE session = ? AND reviewer = ?",
        )
        .bind(session.to_string())
        .bind(reviewer)
        .fetch_optional(&self.pool)
        .await?;
        Ok(total.unwrap_or(0))
    }
}

fn spent_of(row: Option<(i64, i64)>) -> TimeSpent {
    row.map_or_else(TimeSpent::default, |(total, last)| TimeSpent {
        total,
        last: Some(Timestamp(last)),
    })
}
