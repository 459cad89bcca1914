//! Counts of what a trace leaves out.

use sqlx::{Sqlite, Transaction};

use crate::domain::ids::SessionId;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutRow {
    /// What is counted.
    pub what: String,
    /// In the whole session.
    pub left_out: u64,
    /// How many of these the trace reports in events whose gap is over.
    pub said: u64,
    /// `at` of the first one that the trace does not report yet.
    pub since: Option<i64>,
}

pub async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    session: SessionId,
    counts: &[LeftOutRow],
) -> Result<(), StoreError> {
    for count in counts {
        sqlx::query(
            "INSERT OR REPLACE INTO left_out (session, what, left_out, said, since)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(session.to_string())
        .bind(&count.what)
        .bind(i64::try_from(count.left_out).unwrap_or(i64::MAX))
        .bind(i64::try_from(count.said).unwrap_or(i64::MAX))
        .bind(count.since)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}
