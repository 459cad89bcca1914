//! Events, as the exact bytes that are hashed.

use sqlx::{Connection as _, Sqlite, SqliteConnection, Transaction};

use super::blobs::{self, digest_of_row};
use super::database::WRITING;
use super::{Store, StoreError};
use crate::domain::ids::{Digest, SessionId};

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Position, from 1.
    pub seq: u64,
    /// Kind, for filters; the truth is in `body`.
    pub kind: String,
    /// Microseconds since the session was created; the truth is in `body`.
    pub at: i64,
    /// The exact bytes that are hashed: JSON of an `Event`.
    pub body: Vec<u8>,
    /// Hash of the event before.
    pub prev: Digest,
    /// BLAKE3 over `prev` and `body`.
    pub hash: Digest,
}

pub(super) type Row = (i64, String, i64, Vec<u8>, Vec<u8>, Vec<u8>);

pub(super) fn event_of_row(
    (seq, kind, at, body, prev, hash): Row,
) -> Result<StoredEvent, StoreError> {
    Ok(StoredEvent {
        seq: u64::try_from(seq).map_err(|_| StoreError::Damaged("event"))?,
        kind,
        at,
        body,
        prev: digest_of_row(prev)?,
        hash: digest_of_row(hash)?,
    })
}

async fn write(
    connection: &mut SqliteConnection,
    session: SessionId,
    events: &[StoredEvent],
    contents: &[Vec<u8>],
) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with(WRITING).await?;
    for content in contents {
        blobs::put(&mut transaction, session, content).await?;
    }
    put(&mut transaction, session, events).await?;
    transaction.commit().await?;
    Ok(())
}

/// Stores events within a transaction.
pub(super) async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    session: SessionId,
    events: &[StoredEvent],
) -> Result<(), StoreError> {
    let name = session.to_string();
    for event in events {
        sqlx::query(
            "INSERT INTO event (session, seq, kind, at, body, prev, hash)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&name)
        .bind(i64::try_from(event.seq).unwrap_or(i64::MAX))
        .bind(&event.kind)
        .bind(event.at)
        .bind(&event.body)
        .bind(&event.prev.0[..])
        .bind(&event.hash.0[..])
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

impl Store {
    /// Stores events and the contents that they refer to, all or none. The primary key refuses a
    /// sequence number that is taken, so two writers cannot fork a chain.
    pub async fn append_events(
        &self,
        session: SessionId,
        events: &[StoredEvent],
        contents: &[Vec<u8>],
    ) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await?;
        let written = write(&mut connection, session, events, contents).await;
        if written.is_err() {
            // On a full disk SQLite ends the transaction by itself, which the client does not
            // notice: used again, this connection would wait for ever after some tries.
            let _ = connection.close().await;
        }
        written
    }

    /// Events after `after`, in order, at most `limit`.
    pub async fn events(
        &self,
        session: SessionId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let rows = sqlx::query_as::<_, Row>(
            "SELECT seq, kind, at, body, prev, hash FROM event
             WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?",
        )
        .bind(session.to_string())
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(event_of_row).collect()
    }

    /// All events of some kinds, in order.
    pub async fn events_of_kind(
        &self,
        session: SessionId,
        kind_prefix: &str,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.events_of_kind_after(session, kind_prefix, 0).await
    }

    /// Events of some kinds after `after`, in order.
    pub async fn events_of_kind_after(
        &self,
        session: SessionId,
        kind_prefix: &str,
        after: u64,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let rows = sqlx::query_as::<_, Row>(
            "SELECT seq, kind, at, body, prev, hash FROM event
             WHERE session = ? AND kind >= ? AND kind < ? AND seq > ? ORDER BY seq",
        )
        .bind(session.to_string())
        .bind(kind_prefix)
        .bind(format!("{kind_prefix}\u{10ffff}"))
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(event_of_row).collect()
    }

    /// The last event of a session.
    pub async fn last_event(&self, session: SessionId) -> Result<Option<StoredEvent>, StoreError> {
        let row = sqlx::query_as::<_, Row>(
            "SELECT seq, kind, at, body, prev, hash FROM event
             WHERE session = ? ORDER BY seq DESC LIMIT 1",
        )
        .bind(session.to_string())
        .fetch_optional(&self.pool)
        .await?;
        row.map(event_of_row).transpose()
    }

    /// Number of events with a kind that begins so.
    pub async fn count_events(
        &self,
        session: SessionId,
        kind_prefix: &str,
    ) -> Result<u64, StoreError> {
        let count = sqlx::query_scalar::<_, i64>(
            "SELECT count(*) FROM event WHERE session = ? AND kind >= ? AND kind < ?",
        )
        .bind(session.to_string())
        .bind(kind_prefix)
        .bind(format!("{kind_prefix}\u{10ffff}"))
        .fetch_one(&self.pool)
        .await?;
        Ok(count.unsigned_abs())
    }
}
