//! Sessions.

use sqlx::FromRow;

use crate::domain::ids::{Digest, SessionId};
use crate::domain::session::SessionState;
use crate::domain::session_clock::{Pauses, SessionClock};
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;

/// A session's row.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// Its id.
    pub id: SessionId,
    /// Scenario's slug.
    pub scenario: String,
    /// Note of the one who invited.
    pub label: String,
    /// Where it stands.
    pub state: SessionState,
    /// When the invitation was made: zero of the trace's `at`.
    pub created_at: Timestamp,
    /// Until when the invitation may be used.
    pub expires_at: Timestamp,
    /// When the candidate started.
    pub started_at: Option<Timestamp>,
    /// When time is up.
    pub deadline: Option<Timestamp>,
    /// When it was handed in, or ended otherwise.
    pub submitted_at: Option<Timestamp>,
    /// Microseconds during which the clock stood still.
    pub paused: i64,
    /// Last sign of life of the service while it ran.
    pub last_seen: Option<Timestamp>,
    /// The candidate's last words.
    pub final_note: Option<String>,
    /// The candidate's own pauses.
    pub pauses: Pauses,
}

impl SessionRecord {
    /// Its time, if it has started.
    pub fn clock(&self) -> Option<SessionClock> {
        Some(SessionClock {
            started_at: self.started_at?,
            deadline: self.deadline?,
            stood_still: self.paused,
            pauses: self.pauses,
        })
    }
}

/// The same as the database has it.
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
    paused: i64,
    last_seen: Option<i64>,
    final_note: Option<String>,
    pause_since: Option<i64>,
    pause_taken: i64,
    clock_seq: i64,
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
            paused: row.paused,
            last_seen: row.last_seen.map(Timestamp),
            final_note: row.final_note,
            pauses: Pauses {
                since: row.pause_since.map(Timestamp),
                taken: row.pause_taken,
                seq: u64::try_from(row.clock_seq).unwrap_or_default(),
            },
        })
    }
}

/// Stores a session's row.
pub async fn put<'e>(
    to: impl sqlx::SqliteExecutor<'e>,
    record: &SessionRecord,
    token_hash: Digest,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO session (id, scenario, label, token_hash, state, created_at, expires_at,
             started_at, deadline, submitted_at, paused, last_seen, final_note,
             pause_since, pause_taken, clock_seq)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    .bind(record.paused)
    .bind(record.last_seen.map(|at| at.0))
    .bind(&record.final_note)
    .bind(record.pauses.since.map(|at| at.0))
    .bind(record.pauses.taken)
    .bind(i64::try_from(record.pauses.seq).unwrap_or(i64::MAX))
    .execute(to)
    .await?;
    Ok(())
}

#[cfg(test)]
impl SessionRecord {
    /// Somebody who was invited just now, for tests that need a session and nothing of it.
    pub(crate) fn invited_in_test() -> Self {
        let created_at = Timestamp::now();
        Self {
            id: SessionId::generate(),
            scenario: "leaky-roof".into(),
            label: String::new(),
            state: SessionState::Invited,
            created_at,
            expires_at: created_at,
            started_at: None,
            deadline: None,
            submitted_at: None,
            paused: 0,
            last_seen: None,
            final_note: None,
            pauses: crate::domain::session_clock::Pauses::default(),
        }
    }
}
