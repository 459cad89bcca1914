//! Check curves: results of checks on the workspace at moments of a session.

use std::collections::BTreeMap;

use super::{Store, StoreError};
use crate::domain::event::CheckResult;
use crate::domain::ids::SessionId;

impl Store {
    /// Stores all results of one moment, or none. Replaces earlier results of that moment.
    pub async fn put_curve_point(
        &self,
        session: SessionId,
        seq: u64,
        results: &[CheckResult],
    ) -> Result<(), StoreError> {
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        let name = session.to_string();
        let mut transaction = self.begin_writing().await?;
        sqlx::query("DELETE FROM check_curve WHERE session = ? AND seq = ?")
            .bind(&name)
            .bind(seq)
            .execute(&mut *transaction)
            .await?;
        for (place, result) in (0_i64..).zip(results) {
            let text = serde_json::to_string(result)
                .map_err(|_| StoreError::Damaged("result of a check"))?;
            sqlx::query(
                "INSERT INTO check_curve (session, seq, place, result) VALUES (?, ?, ?, ?)",
            )
            .bind(&name)
            .bind(seq)
            .bind(place)
            .bind(text)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// By the moment's event number, in the order in which the results were found.
    pub async fn curve(
        &self,
        session: SessionId,
    ) -> Result<BTreeMap<u64, Vec<CheckResult>>, StoreError> {
        let rows = sqlx::query_as::<_, (i64, String)>(
            "SELECT seq, result FROM check_curve WHERE session = ? ORDER BY seq, place",
        )
        .bind(session.to_string())
        .fetch_all(&self.pool)
        .await?;
        let mut curve: BTreeMap<u64, Vec<CheckResult>> = BTreeMap::new();
        for (seq, text) in rows {
            let result = serde_json::from_str(&text)
                .map_err(|_| StoreError::Damaged("result of a check"))?;
            curve.entry(seq.unsigned_abs()).or_default().push(result);
        }
        Ok(curve)
    }
}
