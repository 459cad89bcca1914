//! How a projection is made from a trace. Every reader decodes events once and in the same way.

use crate::domain::event::Event;
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// Events in memory at once: of some kinds a session may have hundreds of thousands.
const PAGE: usize = 500;

/// A pure fold: it takes events in order and knows nothing else.
pub trait Projection: Default {
    /// The families of events that it takes.
    const FAMILIES: &'static [&'static str];

    /// Takes the next event. Returns whether the event belongs to this projection.
    fn apply(&mut self, event: &Event) -> bool;
}

/// A projection and the last event that it includes. Taking an event twice changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded<P> {
    pub state: P,
    cursor: u64,
}

impl<P: Projection> Folded<P> {
    /// Starts from a state that no event holds.
    pub fn starting_with(state: P) -> Self {
        Self { state, cursor: 0 }
    }

    /// Takes the next event. Returns whether it was new and belongs to this projection.
    pub fn apply(&mut self, event: &Event) -> bool {
        if event.seq <= self.cursor {
            return false;
        }
        self.cursor = event.seq;
        self.state.apply(event)
    }

    /// Takes the events after the last one it took, up to `until`. After an error it includes
    /// everything before the damaged event, and reading on gives the same error.
    pub async fn read_on(
        &mut self,
        store: &Store,
        session: SessionId,
        until: u64,
    ) -> Result<(), StoreError> {
        let seqs = store
            .seqs_of_families(session, P::FAMILIES, self.cursor, until)
            .await?;
        for page in seqs.chunks(PAGE) {
            for stored in store.events_numbered(session, page).await? {
                self.apply(&stored.decode()?);
            }
        }
        self.cursor = self.cursor.max(until);
        Ok(())
    }
}

/// A projection of a session's trace as it is now.
pub async fn read<P: Projection>(
    store: &Store,
    session: SessionId,
) -> Result<Folded<P>, StoreError> {
    let mut folded = Folded::default();
    // The end first: an event that is appended between the two reads is read later.
    let until = store.last_seq(session).await?;
    folded.read_on(store, session, until).await?;
    Ok(folded)
}
