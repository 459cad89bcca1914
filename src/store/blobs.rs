//! Content-addressed blobs, compressed, shared between sessions.

use sqlx::{Sqlite, Transaction};

use super::{Store, StoreError};
use crate::domain::ids::{Digest, SessionId};

/// Fast; the next level costs twice the time for a few per cent.
const COMPRESSION_LEVEL: i32 = 1;

/// Stores a content within a transaction and lets the session show it. Idempotent.
pub(super) async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    session: SessionId,
    content: &[u8],
) -> Result<(), StoreError> {
    let digest = keep(transaction, content).await?;
    show(transaction, session, digest).await
}

/// Stores a content, for nobody yet.
pub(super) async fn keep(
    transaction: &mut Transaction<'_, Sqlite>,
    content: &[u8],
) -> Result<Digest, StoreError> {
    let digest = Digest::of(content);
    let known = sqlx::query_scalar::<_, i64>("SELECT 1 FROM blob WHERE digest = ?")
        .bind(&digest.0[..])
        .fetch_optional(&mut **transaction)
        .await?;
    if known.is_none() {
        let compressed = zstd::bulk::compress(content, COMPRESSION_LEVEL)
            .map_err(|error| StoreError::Database(sqlx::Error::Io(error)))?;
        sqlx::query("INSERT INTO blob (digest, length, content) VALUES (?, ?, ?)")
            .bind(&digest.0[..])
            .bind(i64::try_from(content.len()).unwrap_or(i64::MAX))
            .bind(compressed)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(digest)
}

/// Lets a session show a content that is stored.
pub(super) async fn show(
    transaction: &mut Transaction<'_, Sqlite>,
    session: SessionId,
    digest: Digest,
) -> Result<(), StoreError> {
    sqlx::query("INSERT OR IGNORE INTO session_blob (session, digest) VALUES (?, ?)")
        .bind(session.to_string())
        .bind(&digest.0[..])
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

impl Store {
    /// A content, if it belongs to this session.
    pub async fn blob(
        &self,
        session: SessionId,
        digest: Digest,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query_as::<_, (i64, Vec<u8>)>(
            "SELECT blob.length, blob.content FROM blob
             JOIN session_blob USING (digest)
             WHERE session_blob.session = ? AND digest = ?",
        )
        .bind(session.to_string())
        .bind(&digest.0[..])
        .fetch_optional(&self.pool)
        .await?;
        row.map(|(length, compressed)| {
            let length = usize::try_from(length).map_err(|_| StoreError::Damaged("blob"))?;
            zstd::bulk::decompress(&compressed, length).map_err(|_| StoreError::Damaged("blob"))
        })
        .transpose()
    }

    /// The digests of all contents of a session, in no special order.
    pub async fn blob_digests(&self, session: SessionId) -> Result<Vec<Digest>, StoreError> {
        let rows =
            sqlx::query_scalar::<_, Vec<u8>>("SELECT digest FROM session_blob WHERE session = ?")
                .bind(session.to_string())
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(digest_of_row).collect()
    }
}

/// A digest as the database keeps it.
pub(super) fn digest_of_row(bytes: Vec<u8>) -> Result<Digest, StoreError> {
    Ok(Digest(
        bytes
            .try_into()
            .map_err(|_| StoreError::Damaged("digest"))?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each looks whether a content is there before it writes. The command line beside a service
    /// was told "database is locked" then, without waiting.
    #[tokio::test]
    async fn two_programs_that_write_at_once_wait_for_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("assay.sqlite3");
        let (one, other) = (
            Store::open(&file).await.unwrap(),
            Store::open(&file).await.unwrap(),
        );
        let write = async |store: &Store, name: &str| {
            for number in 0..100 {
                let content = format!("{name} {number}").into_bytes();
                store.put_contents(&[content]).await?;
            }
            Ok::<_, StoreError>(())
        };
        let done = tokio::join!(write(&one, "one"), write(&other, "other"));
        assert!(matches!(done, (Ok(()), Ok(()))), "{done:?}");
    }
}
