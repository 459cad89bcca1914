//! Content-addressed blobs, compressed, shared between sessions.

use super::rows::blob::unpacked;
use super::{Store, StoreError};
use crate::domain::ids::{Digest, SessionId};

impl Store {
    /// `None` if the content does not belong to this session.
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
        row.map(unpacked).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each checks whether a content exists before it writes. The command line used to get
    /// "database is locked" from SQLite then, without waiting for the service.
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
