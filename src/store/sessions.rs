//! Sessions: what belongs to the installation and is not in the trace.

use sqlx::SqliteExecutor;

use super::rows::session::{Row, put};
use super::{Store, StoreError};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::session::SessionState;
use crate::domain::session_clock::SessionClock;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;

impl Store {
    /// Only the hash of the token is stored.
    pub async fn create_session(
        &self,
        record: &SessionRecord,
        token_hash: Digest,
    ) -> Result<(), StoreError> {
        put(&self.writer, record, token_hash).await
    }

    pub async fn session(&self, id: SessionId) -> Result<Option<SessionRecord>, StoreError> {
        sqlx::query_as::<_, Row>("SELECT * FROM session WHERE id = ?")
            .bind(id.to_string())
            .fetch_optional(&self.pool)
            .await?
            .map(TryInto::try_into)
            .transpose()
    }

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

    /// Newest first.
    pub async fn sessions(&self) -> Result<Vec<SessionRecord>, StoreError> {
        sqlx::query_as::<_, Row>("SELECT * FROM session ORDER BY id DESC")
            .fetch_all(&self.pool)
            .await?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }

    /// Oldest first.
    pub async fn sessions_in(&self, state: SessionState) -> Result<Vec<SessionRecord>, StoreError> {
        sqlx::query_as::<_, Row>("SELECT * FROM session WHERE state = ? ORDER BY id")
            .bind(state.as_str())
            .fetch_all(&self.pool)
            .await?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }

    /// Changes a session's state if it still is `from`. Returns whether it was: of two concurrent
    /// requests, one wins.
    pub async fn advance_session(
        &self,
        id: SessionId,
        from: SessionState,
        to: SessionState,
    ) -> Result<bool, StoreError> {
        advance(&self.writer, id, from, to).await
    }

    /// The candidate's choice of a track. A choice that was made before is replaced, and with it the
    /// image. Returns whether it was stored: the session must not have started, and the choice must
    /// be the candidate's.
    pub async fn choose_track(&self, id: SessionId, track: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin_writing().await?;
        let chosen = sqlx::query(
            "UPDATE session SET track = ? WHERE id = ? AND track_open AND state IN ('invited', 'consented')",
        )
        .bind(track)
        .bind(id.to_string())
        .execute(&mut *transaction)
        .await?;
        if chosen.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("UPDATE session_pin SET image = NULL WHERE session = ?")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Starts the session's clock if the candidate has agreed and it is not running yet. Returns
    /// whether it was started.
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

    /// Stores the state of a session's clock.
    pub async fn keep_clock(&self, id: SessionId, clock: &SessionClock) -> Result<(), StoreError> {
        keep(&self.writer, id, clock).await
    }

    /// Notes that the service is alive while this session runs.
    pub async fn touch_session(&self, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE session SET last_seen = ? WHERE id = ? AND state = 'running'")
            .bind(at.0)
            .bind(id.to_string())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Stores when a session was handed in and with which final note, or when it ended otherwise.
    /// Deletes its drafts: by then they are in the trace, or nobody needs them.
    pub async fn set_submission(
        &self,
        id: SessionId,
        at: Timestamp,
        final_note: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin_writing().await?;
        sqlx::query("UPDATE session SET submitted_at = ?, final_note = ? WHERE id = ?")
            .bind(at.0)
            .bind(final_note)
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM draft WHERE session = ?")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

async fn advance(
    database: impl SqliteExecutor<'_>,
    id: SessionId,
    from: SessionState,
    to: SessionState,
) -> Result<bool, StoreError> {
    if !from.may_become(to) {
        return Err(StoreError::Transition { from, to });
    }
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
    .bind(Timestamp::now().0)
    .bind(clock.pauses.since.map(|at| at.0))
    .bind(clock.pauses.taken)
    .bind(i64::try_from(clock.pauses.seq).unwrap_or(i64::MAX))
    .bind(id.to_string())
    .execute(database)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::token::Token;

    #[tokio::test]
    async fn a_state_that_may_not_follow_is_not_stored() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("test.sqlite3"))
            .await
            .unwrap();
        let record = SessionRecord::invited_in_test();
        let digest = Token::generate().digest();
        store.create_session(&record, digest).await.unwrap();
        let (from, to) = (SessionState::Invited, SessionState::Checked);
        let refused = store.advance_session(record.id, from, to).await;
        assert!(matches!(refused, Err(StoreError::Transition { .. })));
        let kept = store.session(record.id).await.unwrap().unwrap();
        assert_eq!(kept.state, SessionState::Invited);
    }
}
