//! Sessions as the database stores them.

use sqlx::FromRow;

use crate::domain::ids::Digest;
use crate::domain::session::SessionState;
use crate::domain::session_clock::Pauses;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::error::StoreError;

/// The row in the database's types.
#[derive(FromRow)]
pub struct Row {
    id: String,
    scenario: String,
    label: String,
    state: String,
    created_at: i64,
    expires_at: i64,
    started_at: Option<i64>,
    deadline: Option<i64>,
    submitted_at: Option<i64>,
    /// Whatever stopped the clock, crashes too: the column is named after pauses.
    paused: i64,
    last_seen: Option<i64>,
    final_note: Option<String>,
    pause_since: Option<i64>,
    pause_taken: i64,
    clock_seq: i64,
    track: Option<String>,
    track_open: bool,
}

impl TryFrom<Row> for SessionRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row
                .id
                .parse()
                .map_err(|_| StoreError::Damaged("session id"))?,
            scenario: row.scenario,
            label: row.label,
            state: SessionState::parse(&row.state).ok_or(StoreError::Damaged("session state"))?,
            created_at: Timestamp(row.created_at),
            expires_at: Timestamp(row.expires_at),
            started_at: row.started_at.map(Timestamp),
            deadline: row.deadline.map(Timestamp),
            submitted_at: row.submitted_at.map(Timestamp),
            stood_still: row.paused,
            last_seen: row.last_seen.map(Timestamp),
            final_note: row.final_note,
            pauses: Pauses {
                since: row.pause_since.map(Timestamp),
                taken: row.pause_taken,
                seq: u64::try_from(row.clock_seq).unwrap_or_default(),
            },
            track: row.track,
            track_open: row.track_open,
        })
    }
}

pub async fn put<'e>(
    to: impl sqlx::SqliteExecutor<'e>,
    record: &SessionRecord,
    token_hash: Digest,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO session (id, scenario, label, token_hash, state, created_at, expires_at,
             started_at, deadline, submitted_at, paused, last_seen, final_note,
             pause_since, pause_taken, clock_seq, track, track_open)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(record.id.to_string())
    .bind(&record.scenario)
    .bind(&record.label)
    .bind(&token_hash.0[..])
    .bind(record.state.as_str())
    .bind(record.created_at.0)
    .bind(record.expires_at.0)
    .bind(record.started_at.map(|at| at.0))
    .bind(record.deadline.map(|at| at.0))
    .bind(record.submitted_at.map(|at| at.0))
    .bind(record.stood_still)
    .bind(record.last_seen.map(|at| at.0))
    .bind(&record.final_note)
    .bind(record.pauses.since.map(|at| at.0))
    .bind(record.pauses.taken)
    .bind(i64::try_from(record.pauses.seq).unwrap_or(i64::MAX))
    .bind(&record.track)
    .bind(record.track_open)
    .execute(to)
    .await?;
    Ok(())
}
