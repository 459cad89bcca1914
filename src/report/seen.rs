//! Evidence with its times, so that a report can be read without the trace.

use super::model::Seen;
use crate::domain::event::Event;
use crate::domain::ids::SessionId;
use crate::domain::review::Evidence;
use crate::store::events::StoredEvent;
use crate::store::{Store, StoreError};

/// A stored event, as what it is.
pub(super) fn event_of(stored: &StoredEvent) -> Result<Event, StoreError> {
    serde_json::from_slice(&stored.body).map_err(|_| StoreError::Damaged("event"))
}

/// The moment of one event.
pub(super) fn moment(event: &Event, kind: &str) -> Seen {
    Seen {
        from_seq: event.seq,
        to_seq: event.seq,
        from: event.active,
        to: event.active,
        kind: kind.to_owned(),
        note: String::new(),
    }
}

/// Ranges with their times. One that is no longer within the trace keeps its numbers.
pub(super) async fn seen(
    store: &Store,
    session: SessionId,
    evidence: &[Evidence],
) -> Result<Vec<Seen>, StoreError> {
    let mut ranges = Vec::with_capacity(evidence.len());
    for it in evidence {
        let (from, kind) = time_of(store, session, it.from_seq).await?;
        let (to, _) = time_of(store, session, it.to_seq).await?;
        ranges.push(Seen {
            from_seq: it.from_seq,
            to_seq: it.to_seq,
            from,
            to,
            kind,
            note: it.note.clone(),
        });
    }
    Ok(ranges)
}

async fn time_of(store: &Store, session: SessionId, seq: u64) -> Result<(i64, String), StoreError> {
    let found = store.events(session, seq.saturating_sub(1), 1).await?;
    let Some(stored) = found.first() else {
        return Ok((0, String::new()));
    };
    Ok((event_of(stored)?.active, stored.kind.clone()))
}
