//! How much of each kind a session's trace leaves out, stored so that the counts survive a restart.

use super::{Store, StoreError};
use crate::domain::ids::SessionId;

pub use super::rows::left_out::LeftOutRow;

impl Store {
    /// As it was committed with the session's events.
    pub async fn left_out(&self, session: SessionId) -> Result<Vec<LeftOutRow>, StoreError> {
        let rows = sqlx::query_as::<_, (String, i64, i64, Option<i64>)>(
            "SELECT what, left_out, said, since FROM left_out WHERE session = ?",
        )
        .bind(session.to_string())
        .fetch_all(&self.pool)
        .await?;
        let row = |(what, left_out, said, since): (String, i64, i64, Option<i64>)| LeftOutRow {
            what,
            left_out: left_out.unsigned_abs(),
            said: said.unsigned_abs(),
            since,
        };
        Ok(rows.into_iter().map(row).collect())
    }
}
