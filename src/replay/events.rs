//! A trace, a page at a time, and the contents that its events refer to. No index is needed for it.

use super::error::ReplayError;
use super::service::Replay;
use crate::domain::event::Event;
use crate::domain::ids::{Digest, SessionId};
use crate::domain::sight::Sight;
use crate::store::events::StoredEvent;
use crate::store::events_by::EventFilter;

/// Which events are asked for.
#[derive(Clone, Debug)]
pub struct EventsAsked {
    /// After this one.
    pub after: u64,
    /// Before this one.
    pub before: Option<u64>,
    /// Kinds, or families (the part before the dot); all if there are none.
    pub kinds: Vec<String>,
    /// From the last one on backwards.
    pub newest_first: bool,
    /// At most so many, fewer than `u32::MAX`.
    pub limit: u32,
}

/// Events in the order that was asked for.
#[derive(Debug)]
pub struct EventsPage {
    pub events: Vec<Event>,
    /// Whether there are more, shown or not.
    pub more: bool,
}

impl Replay {
    /// The events that are asked for, without those that are kept from whoever asks.
    pub async fn events(
        &self,
        session: SessionId,
        asked: EventsAsked,
        sight: Sight,
    ) -> Result<EventsPage, ReplayError> {
        let limit = asked.limit;
        let filter = EventFilter {
            after: asked.after,
            before: asked.before,
            kinds: asked.kinds,
            newest_first: asked.newest_first,
            // One more than asked for tells whether there are more.
            limit: limit.saturating_add(1),
        };
        let mut stored = self.store().events_by(session, &filter).await?;
        let more = stored.len() > limit as usize;
        stored.truncate(limit as usize);
        stored.retain(|event| sight.shows(&event.kind));
        let events = stored.iter().map(StoredEvent::decode);
        Ok(EventsPage {
            events: events.collect::<Result<_, _>>()?,
            more,
        })
    }

    /// A content that this session's trace refers to; none if it refers to no such content.
    pub async fn content(
        &self,
        session: SessionId,
        digest: Digest,
    ) -> Result<Option<Vec<u8>>, ReplayError> {
        Ok(self.store().blob(session, digest).await?)
    }
}
