//! Events.

use sqlx::{Sqlite, Transaction};

use super::blob::Packed;
use super::digest::digest_of_row;
use crate::domain::ids::{Digest, SessionId};
use crate::store::error::StoreError;

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

pub type Row = (i64, String, i64, Vec<u8>, Vec<u8>, Vec<u8>);

pub fn event_of_row((seq, kind, at, body, prev, hash): Row) -> Result<StoredEvent, StoreError> {
    Ok(StoredEvent {
        seq: u64::try_from(seq).map_err(|_| StoreError::Damaged("event"))?,
        kind,
        at,
        body,
        prev: digest_of_row(prev)?,
        hash: digest_of_row(hash)?,
    })
}

/// Roughly what these take in the database's log, where an index entry is a page.
pub fn size_of(events: &[StoredEvent], contents: &[Packed]) -> usize {
    const PAGE: usize = 4096;
    let events = events.iter().map(|event| event.body.len());
    let contents = contents.iter().map(Packed::size);
    PAGE + events.chain(contents).sum::<usize>()
}

/// Stores events within a transaction.
pub async fn put(
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
