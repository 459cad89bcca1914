//! What sessions were invited with: lists of files by their contents, and which session uses which.

use sqlx::Connection as _;

use super::rows::blob;
use super::rows::digest::digest_of_row;
use super::writing::WRITING;
use super::{Store, StoreError};
use crate::domain::ids::{Digest, SessionId};

/// What a session keeps from its invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPin {
    /// The digest of the list of its files.
    pub edition: Digest,
    /// The engine's id of the sandbox image; `None` until an engine has answered.
    pub image: Option<String>,
}

impl Store {
    /// Stores an edition: its list and the contents that the list names. Idempotent.
    pub async fn keep_edition<'a>(
        &self,
        list: &'a [u8],
        contents: impl Iterator<Item = &'a [u8]>,
    ) -> Result<Digest, StoreError> {
        let contents: Vec<_> = std::iter::once(list)
            .chain(contents)
            .map(<[u8]>::to_vec)
            .collect();
        let contents = blob::pack(contents.into()).await?;
        let edition = Digest::of(list);
        let mut connection = self.writer.acquire().await?;
        let mut transaction = connection.begin_with(WRITING).await?;
        for content in &contents {
            blob::keep(&mut transaction, content).await?;
            sqlx::query("INSERT OR IGNORE INTO edition_blob (edition, digest) VALUES (?, ?)")
                .bind(&edition.0[..])
                .bind(&content.digest.0[..])
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(edition)
    }

    pub async fn has_edition(&self, edition: Digest) -> Result<bool, StoreError> {
        let found = sqlx::query_scalar::<_, i64>(
            "SELECT 1 FROM edition_blob WHERE edition = ? AND digest = edition",
        );
        let found = found
            .bind(&edition.0[..])
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }

    /// A content of an edition. The list itself has the edition's digest.
    pub async fn edition_content(
        &self,
        edition: Digest,
        digest: Digest,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query_as::<_, (i64, Vec<u8>)>(
            "SELECT blob.length, blob.content FROM blob
             JOIN edition_blob USING (digest)
             WHERE edition_blob.edition = ? AND digest = ?",
        )
        .bind(&edition.0[..])
        .bind(&digest.0[..])
        .fetch_optional(&self.pool)
        .await?;
        row.map(blob::unpacked).transpose()
    }

    /// Pins a session to an edition. If it is pinned already, the first one stays.
    pub async fn pin_edition(&self, session: SessionId, edition: Digest) -> Result<(), StoreError> {
        sqlx::query("INSERT OR IGNORE INTO session_pin (session, edition) VALUES (?, ?)")
            .bind(session.to_string())
            .bind(&edition.0[..])
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Pins a session's image. If one is pinned already, the first one stays. A session without an
    /// edition keeps no image.
    pub async fn pin_image(&self, session: SessionId, image: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE session_pin SET image = ? WHERE session = ? AND image IS NULL")
            .bind(image)
            .bind(session.to_string())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// `None` if the session is not pinned.
    pub async fn pin(&self, session: SessionId) -> Result<Option<SessionPin>, StoreError> {
        let row = sqlx::query_as::<_, (Vec<u8>, Option<String>)>(
            "SELECT edition, image FROM session_pin WHERE session = ?",
        )
        .bind(session.to_string())
        .fetch_optional(&self.pool)
        .await?;
        row.map(|(edition, image)| {
            let edition = digest_of_row(edition)?;
            Ok(SessionPin { edition, image })
        })
        .transpose()
    }

    /// Sessions that are not pinned: imported, or invited before there were editions.
    pub async fn unpinned(&self) -> Result<Vec<SessionId>, StoreError> {
        let ids = sqlx::query_scalar::<_, String>(
            "SELECT id FROM session
             WHERE id NOT IN (SELECT session FROM session_pin)",
        )
        .fetch_all(&self.pool)
        .await?;
        ids.iter()
            .map(|id| id.parse().map_err(|_| StoreError::Damaged("session id")))
            .collect()
    }
}
