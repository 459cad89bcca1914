//! How a projection comes from a trace: every reader decodes events once and in the same way.

use crate::domain::event::Event;
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// Events that are in memory at once: of some kinds a session may have hundreds of thousands.
const PAGE: usize = 500;

/// A pure fold. It takes events in their order and knows nothing else.
pub trait Projection: Default {
    /// The beginnings of the kinds of events that it takes.
    const FAMILIES: &'static [&'static str];

    /// Takes the next event; returns whether the event was about this.
    fn apply(&mut self, event: &Event) -> bool;
}

/// A projection, and up to which event it is. An event that was taken already changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded<P> {
    pub state: P,
    cursor: u64,
}

impl<P: Projection> Folded<P> {
    /// Before any event, from a state that no event tells.
    pub fn starting_with(state: P) -> Self {
        Self { state, cursor: 0 }
    }

    /// Takes the next event; returns whether it was new and about this.
    pub fn apply(&mut self, event: &Event) -> bool {
        if event.seq <= self.cursor {
            return false;
        }
        self.cursor = event.seq;
        self.state.apply(event)
    }

    /// Takes what a trace has after the last event that was taken, up to `until`. After an error it
    /// has what came before the damaged event, and reading on gives the same error.
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

/// A projection as a session's trace is now.
pub async fn read<P: Projection>(
    store: &Store,
    session: SessionId,
) -> Result<Folded<P>, StoreError> {
    let mut folded = Folded::default();
    // First how far, then what: an event that is appended between two reads has its turn later.
    let until = store.last_seq(session).await?;
    folded.read_on(store, session, until).await?;
    Ok(folded)
}
