//! Traces of other installations.

use sqlx::Connection as _;

use super::rows::blob::{self, Packed};
use super::rows::digest::digest_of_row;
use super::rows::event::{self, StoredEvent};
use super::rows::session;
use super::writing::WRITING;
use super::{Store, StoreError, signatures};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::session_record::SessionRecord;
use crate::domain::signature::{Hex, PublicKey, SignedHead};
use crate::domain::time::Timestamp;

/// A trace to import. Its contents must be stored before.
#[derive(Debug)]
pub struct Import<'a> {
    /// The session's row, derived from the events.
    pub record: &'a SessionRecord,
    pub events: &'a [StoredEvent],
    /// All contents that the events refer to, directly or in a snapshot.
    pub contents: &'a [Digest],
    pub signatures: &'a [SignedHead],
    /// The key that the signatures were checked against, if any.
    pub key: Option<PublicKey>,
}

/// Where an imported session comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// When it was imported.
    pub at: Timestamp,
    /// The key that its signature was checked against; `None` if only the chain was verified.
    pub key: Option<PublicKey>,
}

impl Store {
    /// Stores contents that no session shows yet. Idempotent.
    pub async fn put_contents(&self, contents: &[Vec<u8>]) -> Result<(), StoreError> {
        let contents = blob::pack(contents.into()).await?;
        let mut connection = self.writer.acquire().await?;
        let mut transaction = connection.begin_with(WRITING).await?;
        for content in &contents {
            blob::keep(&mut transaction, content).await?;
        }
        self.wrote(contents.iter().map(Packed::size).sum());
        Ok(transaction.commit().await?)
    }

    /// Imports a trace completely or not at all. After that the database refuses further events of
    /// it.
    pub async fn import(&self, import: &Import<'_>, token: Digest) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await?;
        let mut transaction = connection.begin_with(WRITING).await?;
        let session = import.record.id;
        session::put(&mut *transaction, import.record, token).await?;
        for digest in import.contents {
            blob::show(&mut transaction, session, *digest).await?;
        }
        event::put(&mut transaction, session, import.events).await?;
        self.wrote(event::size_of(import.events, &[]));
        let now = Timestamp::now();
        for signed in import.signatures {
            signatures::put(&mut *transaction, session, signed, now).await?;
        }
        sqlx::query("INSERT INTO imported (session, imported_at, key) VALUES (?, ?, ?)")
            .bind(session.to_string())
            .bind(now.0)
            .bind(import.key.map(|key| key.0.to_vec()))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// `None` if the session was not imported.
    pub async fn imported(&self, session: SessionId) -> Result<Option<Imported>, StoreError> {
        let row = sqlx::query_as::<_, (i64, Option<Vec<u8>>)>(
            "SELECT imported_at, key FROM imported WHERE session = ?",
        )
        .bind(session.to_string())
        .fetch_optional(&self.pool)
        .await?;
        row.map(|(at, key)| {
            let key = key.map(|key| digest_of_row(key).map(|key| Hex(key.0)));
            Ok(Imported {
                at: Timestamp(at),
                key: key.transpose()?,
            })
        })
        .transpose()
    }
}
