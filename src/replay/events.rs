//! A trace, a page at a time, and the contents that its events refer to. This needs no index.

use super::error::ReplayError;
use super::service::Replay;
use crate::domain::event::Event;
use crate::domain::ids::{Digest, SessionId};
use crate::domain::sight::Sight;
use crate::store::events::StoredEvent;
use crate::store::events_by::EventFilter;

#[derive(Clone, Debug)]
pub struct EventsAsked {
    /// Only events with higher numbers.
    pub after: u64,
    pub before: Option<u64>,
    /// Kinds or families (the part before the dot); empty for all.
    pub kinds: Vec<String>,
    pub newest_first: bool,
    /// Less than `u32::MAX`.
    pub limit: u32,
}

/// Events in the order that was asked for.
#[derive(Debug)]
pub struct EventsPage {
    pub events: Vec<Event>,
    /// Whether there are more events, whether or not the reader may see them.
    pub more: bool,
}

impl Replay {
    /// Leaves out events that `sight` withholds.
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
            // One event more than asked for shows whether there are more.
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

    /// `None` if this session's trace does not refer to such a content.
    pub async fn content(
        &self,
        session: SessionId,
        digest: Digest,
    ) -> Result<Option<Vec<u8>>, ReplayError> {
        Ok(self.store().blob(session, digest).await?)
    }
}
