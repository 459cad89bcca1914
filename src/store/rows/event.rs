//! Events as the database stores them.

use sqlx::{Sqlite, Transaction};

use super::blob::Packed;
use super::digest::digest_of_row;
use crate::domain::event::Event;
use crate::domain::ids::{Digest, SessionId};
use crate::error::{DamagedEvent, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    pub session: SessionId,
    /// The event's number, from 1.
    pub seq: u64,
    /// The event's kind, for filters; `body` is authoritative.
    pub kind: String,
    /// Microseconds since the session was created; `body` is authoritative.
    pub at: i64,
    /// The exact bytes that are hashed: JSON of an `Event`.
    pub body: Vec<u8>,
    /// The previous event's hash.
    pub prev: Digest,
    /// BLAKE3 over `prev` and `body`.
    pub hash: Digest,
}

impl StoredEvent {
    /// Parses the stored bytes. All readers of events use this, so damage always gives the same
    /// error, which names the session and the event.
    pub fn decode(&self) -> Result<Event, StoreError> {
        Ok(self.parse()?)
    }

    /// None, and a line in the log, if it is damaged: for who must continue without it.
    pub fn if_whole(&self) -> Option<Event> {
        let damaged = |error: &DamagedEvent| tracing::error!(%error, "continued without it");
        self.parse().inspect_err(damaged).ok()
    }

    /// The same, for readers of events that are not in a database.
    pub fn parse(&self) -> Result<Event, DamagedEvent> {
        let parsed = serde_json::from_slice(&self.body);
        parsed.map_err(|error: serde_json::Error| DamagedEvent {
            session: self.session,
            seq: self.seq,
            cause: error.to_string(),
        })
    }
}

pub type Row = (i64, String, i64, Vec<u8>, Vec<u8>, Vec<u8>);

/// The rows must be one session's; their order is kept.
pub fn events_of_rows(session: SessionId, rows: Vec<Row>) -> Result<Vec<StoredEvent>, StoreError> {
    let events = rows.into_iter().map(|row| event_of_row(session, row));
    events.collect()
}

pub fn event_of_row(
    session: SessionId,
    (seq, kind, at, body, prev, hash): Row,
) -> Result<StoredEvent, StoreError> {
    Ok(StoredEvent {
        session,
        seq: u64::try_from(seq).map_err(|_| StoreError::Damaged("event"))?,
        kind,
        at,
        body,
        prev: digest_of_row(prev)?,
        hash: digest_of_row(hash)?,
    })
}

/// Roughly how many bytes these take in the database's log, where an index entry takes a page.
pub fn size_of(events: &[StoredEvent], contents: &[Packed]) -> usize {
    const PAGE: usize = 4096;
    let events = events.iter().map(|event| event.body.len());
    let contents = contents.iter().map(Packed::size);
    PAGE + events.chain(contents).sum::<usize>()
}

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
