//! What is derived from traces, and the reads of events that showing a moment needs.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::rows::blob::unpacked;
use super::rows::digest::digest_of_row;
use super::{Store, StoreError};
use crate::domain::ids::{Digest, SessionId};

/// SQLite's bound on parameters is far above this.
const DIGESTS_AT_ONCE: usize = 400;

/// An index as it is kept.
#[derive(Clone, Debug, FromRow)]
pub struct ReplayRow {
    /// Version of the program's index that it is.
    pub version: i64,
    /// Events are in it up to this one.
    pub seq: i64,
    /// The index itself.
    pub state: Vec<u8>,
}

/// A terminal after an event.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct KeyframeRow {
    /// Its number.
    pub terminal: u32,
    /// The event.
    pub seq: i64,
    /// Whether its shell ran.
    pub open: bool,
    /// Columns.
    pub cols: u16,
    /// Rows.
    pub rows: u16,
    /// Bytes that it had printed.
    pub printed: i64,
    /// What paints it, compressed.
    pub screen: Vec<u8>,
    /// The beginning of a character whose end had not come.
    pub partial: Vec<u8>,
}

impl Store {
    /// A session's index, if there is one.
    pub async fn replay(&self, session: SessionId) -> Result<Option<ReplayRow>, StoreError> {
        let row = sqlx::query_as("SELECT version, seq, state FROM replay_index WHERE session = ?")
            .bind(session.to_string())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row)
    }

    /// Keeps an index.
    pub async fn put_replay(
        &self,
        session: SessionId,
        index: &ReplayRow,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO replay_index (session, version, seq, state) VALUES (?, ?, ?, ?)
             ON CONFLICT (session) DO UPDATE
             SET version = excluded.version, seq = excluded.seq, state = excluded.state",
        )
        .bind(session.to_string())
        .bind(index.version)
        .bind(index.seq)
        .bind(&index.state)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Keeps keyframes, all or none. Doing it again is fine.
    pub async fn put_keyframes(
        &self,
        session: SessionId,
        keyframes: &[KeyframeRow],
    ) -> Result<(), StoreError> {
        if keyframes.is_empty() {
            return Ok(());
        }
        let name = session.to_string();
        let mut transaction = self.begin_writing().await?;
        for frame in keyframes {
            sqlx::query(
                "INSERT OR REPLACE INTO replay_keyframe
                 (session, terminal, seq, open, cols, rows, printed, screen, partial)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(&name)
            .bind(frame.terminal)
            .bind(frame.seq)
            .bind(frame.open)
            .bind(frame.cols)
            .bind(frame.rows)
            .bind(frame.printed)
            .bind(&frame.screen)
            .bind(&frame.partial)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets a session's index, which is then made anew.
    pub async fn clear_replay(&self, session: SessionId) -> Result<(), StoreError> {
        let mut transaction = self.begin_writing().await?;
        for table in ["replay_keyframe", "replay_index"] {
            let statement = sqlx::AssertSqlSafe(format!("DELETE FROM {table} WHERE session = ?"));
            sqlx::query(statement)
                .bind(session.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The newest keyframe of each of these terminals that is not after this event.
    pub async fn keyframes_at(
        &self,
        session: SessionId,
        terminals: &[u32],
        seq: u64,
    ) -> Result<Vec<KeyframeRow>, StoreError> {
        let mut frames = Vec::with_capacity(terminals.len());
        for terminal in terminals {
            let frame = sqlx::query_as(
                "SELECT terminal, seq, open, cols, rows, printed, screen, partial
                 FROM replay_keyframe WHERE session = ? AND terminal = ? AND seq <= ?
                 ORDER BY seq DESC LIMIT 1",
            )
            .bind(session.to_string())
            .bind(terminal)
            .bind(signed(seq))
            .fetch_optional(&self.pool)
            .await?;
            frames.extend(frame);
        }
        Ok(frames)
    }

    /// Bytes that a session's index takes in the database.
    pub async fn replay_size(&self, session: SessionId) -> Result<u64, StoreError> {
        let size: i64 = sqlx::query_scalar(
            "SELECT (SELECT coalesce(sum(length(state)), 0) FROM replay_index WHERE session = ?1)
             + (SELECT coalesce(sum(length(screen) + length(partial)), 0) FROM replay_keyframe
                WHERE session = ?1)",
        )
        .bind(session.to_string())
        .fetch_one(&self.pool)
        .await?;
        Ok(size.unsigned_abs())
    }

    /// Contents of a session by their digests; what is not the session's is not there.
    pub async fn blobs(
        &self,
        session: SessionId,
        digests: &[Digest],
    ) -> Result<HashMap<Digest, Vec<u8>>, StoreError> {
        let mut found = HashMap::with_capacity(digests.len());
        for some in digests.chunks(DIGESTS_AT_ONCE) {
            let mut query = QueryBuilder::<Sqlite>::new(
                "SELECT blob.digest, blob.length, blob.content FROM blob
                 JOIN session_blob USING (digest) WHERE session_blob.session = ",
            );
            query
                .push_bind(session.to_string())
                .push(" AND digest IN (");
            let mut list = query.separated(", ");
            for digest in some {
                list.push_bind(digest.0.to_vec());
            }
            query.push(")");
            let rows: Vec<(Vec<u8>, i64, Vec<u8>)> =
                query.build_query_as().fetch_all(&self.pool).await?;
            for (digest, length, content) in rows {
                found.insert(digest_of_row(digest)?, unpacked((length, content))?);
            }
        }
        Ok(found)
    }
}

fn signed(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
