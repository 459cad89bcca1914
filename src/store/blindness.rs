//! Who may see what of a session: who submitted a review of it, and who gave up being blind.

use std::collections::HashSet;

use super::{Store, StoreError};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

impl Store {
    /// Notes that somebody looked at what a reviewer of this session must not see.
    pub async fn unblind(&self, session: SessionId, user: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO unblinding (session, user, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(session.to_string())
        .bind(user)
        .bind(Timestamp::now().0)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    pub async fn is_unblinded(&self, session: SessionId, user: &str) -> Result<bool, StoreError> {
        let count: i64 =
            sqlx::query_scalar("SELECT count(*) FROM unblinding WHERE session = ? AND user = ?")
                .bind(session.to_string())
                .bind(user)
                .fetch_one(&self.pool)
                .await?;
        Ok(count > 0)
    }

    /// The sessions of which nothing is hidden from this user: reviewed by them, or unblinded.
    pub async fn seen_sessions(&self, user: &str) -> Result<HashSet<SessionId>, StoreError> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT session FROM review WHERE reviewer = ? AND submitted_at IS NOT NULL
             UNION SELECT session FROM unblinding WHERE user = ?",
        )
        .bind(user)
        .bind(user)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|id| id.parse().map_err(|_| StoreError::Damaged("session id")))
            .collect()
    }
}
