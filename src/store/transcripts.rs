//! The lines that terminals printed, in chunks.

use sqlx::FromRow;

use super::{Store, StoreError};
use crate::domain::ids::SessionId;

/// Lines of one terminal, compressed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ChunkRow {
    pub terminal: u32,
    /// From 0.
    pub chunk: i64,
    pub texts: Vec<u8>,
    pub facts: Vec<u8>,
}

impl Store {
    /// Stores all chunks or none. Idempotent.
    pub async fn put_transcripts(
        &self,
        session: SessionId,
        chunks: &[ChunkRow],
    ) -> Result<(), StoreError> {
        if chunks.is_empty() {
            return Ok(());
        }
        let name = session.to_string();
        let mut transaction = self.begin_writing().await?;
        for row in chunks {
            sqlx::query(
                "INSERT OR REPLACE INTO replay_transcript (session, terminal, chunk, texts, facts)
                 VALUES (?, ?, ?, ?, ?)",
            )
            .bind(&name)
            .bind(row.terminal)
            .bind(row.chunk)
            .bind(&row.texts)
            .bind(&row.facts)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// A terminal's chunks from one to another, which is not included.
    pub async fn transcripts(
        &self,
        session: SessionId,
        terminal: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<ChunkRow>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT terminal, chunk, texts, facts FROM replay_transcript
             WHERE session = ? AND terminal = ? AND chunk >= ? AND chunk < ? ORDER BY chunk",
        )
        .bind(session.to_string())
        .bind(terminal)
        .bind(i64::try_from(from).unwrap_or(i64::MAX))
        .bind(i64::try_from(to).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }
}
