//! Sessions: what belongs to the installation and is not in the trace.

use sqlx::{FromRow, SqliteExecutor};

use super::blobs::digest_of_row;
use super::{Store, StoreError};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::session::SessionState;
use crate::domain::session_clock::{Pauses, SessionClock};
use crate::domain::time::Instant;

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
    pub created_at: Instant,
    /// Until when the invitation may be used.
    pub expires_at: Instant,
    /// When the candidate started.
    pub started_at: Option<Instant>,
    /// When time is up.
    pub deadline: Option<Instant>,
    /// When it was handed in, or ended otherwise.
    pub submitted_at: Option<Instant>,
    /// Microseconds during which the clock stood still.
    pub paused: i64,
    /// Last sign of life of the service while it ran.
    pub last_seen: Option<Instant>,
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

#[derive(FromRow)]
struct Row {
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
            created_at: Instant(row.created_at),
            expires_at: Instant(row.expires_at),
            started_at: row.started_at.map(Instant),
            deadline: row.deadline.map(Instant),
            submitted_at: row.submitted_at.map(Instant),
            paused: row.paused,
            last_seen: row.last_seen.map(Instant),
            final_note: row.final_note,
            pauses: Pauses {
                since: row.pause_since.map(Instant),
                taken: row.pause_taken,
                seq: u64::try_from(row.clock_seq).unwrap_or_default(),
            },
        })
    }
}

/// Stores a session's row.
pub(super) async fn put<'e>(
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

impl Store {
    /// Keeps a new session; only the hash of its token is stored.
    pub async fn create_session(
        &self,
        record: &SessionRecord,
        token_hash: Digest,
    ) -> Result<(), StoreError> {
        put(&self.writer, record, token_hash).await
    }

    /// A session.
    pub async fn session(&self, id: SessionId) -> Result<Option<SessionRecord>, StoreError> {
        sqlx::query_as::<_, Row>("SELECT * FROM session WHERE id = ?")
            .bind(id.to_string())
            .fetch_optional(&self.pool)
            .await?
            .map(TryInto::try_into)
            .transpose()
    }

    /// The session whose token has this hash.
    pub async fn session_by_token(
        &self,
        token_hash: Digest,
    ) -> Result<Option<SessionRecord>, StoreError> {
        sqlx::query_as::<_, Row>("SELECT * FROM session WHERE token_hash = ?")
            .bind(&token_hash.0[..])
            .fetch_optional(&self.pool)
            .await?
            .map(TryInto::try_into)
            .transpose()
    }

    /// The hash of a session's token.
    pub async fn token_hash(&self, id: SessionId) -> Result<Option<Digest>, StoreError> {
        sqlx::query_scalar::<_, Vec<u8>>("SELECT token_hash FROM session WHERE id = ?")
            .bind(id.to_string())
            .fetch_optional(&self.pool)
            .await?
            .map(digest_of_row)
            .transpose()
    }

    /// All sessions, newest first.
    pub async fn sessions(&self) -> Result<Vec<SessionRecord>, StoreError> {
        sqlx::query_as::<_, Row>("SELECT * FROM session ORDER BY id DESC")
            .fetch_all(&self.pool)
            .await?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }

    /// Sessions in this state, oldest first.
    pub async fn sessions_in(&self, state: SessionState) -> Result<Vec<SessionRecord>, StoreError> {
        sqlx::query_as::<_, Row>("SELECT * FROM session WHERE state = ? ORDER BY id")
            .bind(state.as_str())
            .fetch_all(&self.pool)
            .await?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }

    /// Moves a session on, if it still is in `from`. Returns whether it was: of two requests at
    /// once only one wins.
    pub async fn advance_session(
        &self,
        id: SessionId,
        from: SessionState,
        to: SessionState,
    ) -> Result<bool, StoreError> {
        advance(&self.writer, id, from, to).await
    }

    /// Has a session run on this clock, if the candidate has agreed and it does not run yet.
    /// Returns whether it was so.
    pub async fn start_session(
        &self,
        id: SessionId,
        clock: &SessionClock,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin_writing().await?;
        let (from, to) = (SessionState::Consented, SessionState::Running);
        let started = advance(&mut *transaction, id, from, to).await?;
        if started {
            keep(&mut *transaction, id, clock).await?;
            transaction.commit().await?;
        }
        Ok(started)
    }

    /// Keeps how a session's clock stands.
    pub async fn keep_clock(&self, id: SessionId, clock: &SessionClock) -> Result<(), StoreError> {
        keep(&self.writer, id, clock).await
    }

    /// Notes that the service is alive while this session runs.
    pub async fn touch_session(&self, id: SessionId, at: Instant) -> Result<(), StoreError> {
        sqlx::query("UPDATE session SET last_seen = ? WHERE id = ? AND state = 'running'")
            .bind(at.0)
            .bind(id.to_string())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Keeps when and with which words a session was handed in.
    pub async fn set_submission(
        &self,
        id: SessionId,
        at: Instant,
        final_note: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE session SET submitted_at = ?, final_note = ? WHERE id = ?")
            .bind(at.0)
            .bind(final_note)
            .bind(id.to_string())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

async fn advance(
    database: impl SqliteExecutor<'_>,
    id: SessionId,
    from: SessionState,
    to: SessionState,
) -> Result<bool, StoreError> {
    debug_assert!(from.may_become(to), "{from:?} may not become {to:?}");
    let done = sqlx::query("UPDATE session SET state = ? WHERE id = ? AND state = ?")
        .bind(to.as_str())
        .bind(id.to_string())
        .bind(from.as_str())
        .execute(database)
        .await?;
    Ok(done.rows_affected() == 1)
}

async fn keep(
    database: impl SqliteExecutor<'_>,
    id: SessionId,
    clock: &SessionClock,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE session SET started_at = ?, deadline = ?, paused = ?, last_seen = ?,
             pause_since = ?, pause_taken = ?, clock_seq = ?
         WHERE id = ?",
    )
    .bind(clock.started_at.0)
    .bind(clock.deadline.0)
    .bind(clock.stood_still)
    .bind(Instant::now().0)
    .bind(clock.pauses.since.map(|at| at.0))
    .bind(clock.pauses.taken)
    .bind(i64::try_from(clock.pauses.seq).unwrap_or(i64::MAX))
    .bind(id.to_string())
    .execute(database)
    .await?;
    Ok(())
}
