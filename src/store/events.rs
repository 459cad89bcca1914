//! Events, as the exact bytes that are hashed.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::commits::Job;
use super::rows::blob;
use super::rows::event::{Row, event_of_row, events_of_rows, size_of};
use super::rows::left_out::LeftOutRow;
use super::{Store, StoreError};
use crate::domain::ids::SessionId;

pub use super::rows::event::StoredEvent;

impl Store {
    /// Stores events and the contents that they refer to, all or none. The primary key refuses a
    /// sequence number that is taken, so two writers cannot fork a chain.
    pub async fn append_events(
        &self,
        session: SessionId,
        events: &[StoredEvent],
        contents: &[Vec<u8>],
    ) -> Result<(), StoreError> {
        self.append_counted(session, events.into(), contents.into(), Vec::new())
            .await
    }

    /// The same, together with the counts of what is left out at that time: all or none. Sessions
    /// that append at the same time share a commit.
    pub async fn append_counted(
        &self,
        session: SessionId,
        events: Arc<[StoredEvent]>,
        contents: Arc<[Vec<u8>]>,
        counts: Vec<LeftOutRow>,
    ) -> Result<(), StoreError> {
        let contents = blob::pack(contents).await?;
        self.wrote(size_of(&events, &contents));
        let (done, written) = oneshot::channel();
        let job = Job {
            session,
            events,
            contents,
            counts,
            done,
        };
        // Otherwise the task that commits is gone, which must not look like a service that stops.
        let closed = || {
            StoreError::from(if self.writer.is_closed() {
                sqlx::Error::PoolClosed
            } else {
                sqlx::Error::WorkerCrashed
            })
        };
        self.commits.send(job).await.map_err(|_| closed())?;
        written.await.map_err(|_| closed())?
    }

    /// At most `limit` events after `after`, in order.
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
        events_of_rows(session, rows)
    }

    pub async fn last_event(&self, session: SessionId) -> Result<Option<StoredEvent>, StoreError> {
        let row = sqlx::query_as::<_, Row>(
            "SELECT seq, kind, at, body, prev, hash FROM event
             WHERE session = ? ORDER BY seq DESC LIMIT 1",
        )
        .bind(session.to_string())
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| event_of_row(session, row)).transpose()
    }

    pub async fn last_of_kind(
        &self,
        session: SessionId,
        kind: &str,
    ) -> Result<Option<StoredEvent>, StoreError> {
        let row = sqlx::query_as::<_, Row>(
            "SELECT seq, kind, at, body, prev, hash FROM event
             WHERE session = ? AND kind = ? ORDER BY seq DESC LIMIT 1",
        )
        .bind(session.to_string())
        .bind(kind)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| event_of_row(session, row)).transpose()
    }
}
