//! What is derived from traces, and the reads of events that showing a moment needs.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::rows::blob::unpacked;
use super::rows::digest::digest_of_row;
use super::{Store, StoreError};
use crate::domain::ids::{Digest, SessionId};

/// Far below SQLite's limit on parameters.
const DIGESTS_AT_ONCE: usize = 400;
#[derive(Clone, Debug, FromRow)]
pub struct ReplayRow {
    /// The version of the program's index format.
    pub version: i64,
    /// The number of the last event in the index.
    pub seq: i64,
    pub state: Vec<u8>,
}

/// The state of a terminal after an event.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct KeyframeRow {
    pub terminal: u32,
    /// The number of the event.
    pub seq: i64,
    /// Whether the terminal's shell was running.
    pub open: bool,
    pub cols: u16,
    pub rows: u16,
    /// Bytes that the terminal had printed.
    pub printed: i64,
    /// The bytes that paint the screen, compressed.
    pub screen: Vec<u8>,
    /// The beginning of a character whose end had not been printed.
    pub partial: Vec<u8>,
}

impl Store {
    pub async fn replay(&self, session: SessionId) -> Result<Option<ReplayRow>, StoreError> {
        let row = sqlx::query_as("SELECT version, seq, state FROM replay_index WHERE session = ?")
            .bind(session.to_string())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row)
    }

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

    /// Stores all keyframes or none. Idempotent.
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

    /// Deletes a session's index, so that it is built again.
    pub async fn clear_replay(&self, session: SessionId) -> Result<(), StoreError> {
        let mut transaction = self.begin_writing().await?;
        for table in ["replay_keyframe", "replay_transcript", "replay_index"] {
            let statement = sqlx::AssertSqlSafe(format!("DELETE FROM {table} WHERE session = ?"));
            sqlx::query(statement)
                .bind(session.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// For each of these terminals, its newest keyframe at or before this event.
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
                WHERE session = ?1)
             + (SELECT coalesce(sum(length(texts) + length(facts)), 0) FROM replay_transcript
                WHERE session = ?1)",
        )
        .bind(session.to_string())
        .fetch_one(&self.pool)
        .await?;
        Ok(size.unsigned_abs())
    }

    /// Contents of a session by their digests. A content that is not the session's is left out.
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
