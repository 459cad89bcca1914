//! The logs from reviews to final scores. Entries are only ever added.

use std::collections::HashMap;

use super::{Store, StoreError};
use crate::domain::adjudication::{LogEntry, Step};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

type Row = (i64, String, i64, String);

fn entry_of_row((number, by, at, step): Row) -> Result<LogEntry, StoreError> {
    Ok(LogEntry {
        number: u32::try_from(number).map_err(|_| StoreError::Damaged("adjudication"))?,
        by,
        at: Timestamp(at),
        done: serde_json::from_str(&step).map_err(|_| StoreError::Damaged("adjudication"))?,
    })
}

impl Store {
    pub async fn adjudications(&self) -> Result<HashMap<SessionId, Vec<LogEntry>>, StoreError> {
        let rows = sqlx::query_as::<_, (String, i64, String, i64, String)>(
            "SELECT session, number, by, at, step FROM adjudication ORDER BY session, number",
        )
        .fetch_all(&self.pool)
        .await?;
        let mut logs: HashMap<SessionId, Vec<LogEntry>> = HashMap::new();
        for (session, number, by, at, step) in rows {
            let session = session
                .parse()
                .map_err(|_| StoreError::Damaged("session id"))?;
            let entry = entry_of_row((number, by, at, step))?;
            logs.entry(session).or_default().push(entry);
        }
        Ok(logs)
    }

    /// Adds an entry. Returns false if its number is taken: somebody else was faster, and what they
    /// did may no longer allow this step.
    pub async fn add_adjudication(
        &self,
        session: SessionId,
        number: u32,
        by: &str,
        step: &Step,
    ) -> Result<bool, StoreError> {
        let step = serde_json::to_string(step).map_err(|_| StoreError::Damaged("adjudication"))?;
        let done = sqlx::query(
            "INSERT INTO adjudication (session, number, by, at, step) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(session.to_string())
        .bind(number)
        .bind(by)
        .bind(Timestamp::now().0)
        .bind(step)
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
