//! What is folded from a trace's events and is asked for again and again while a session runs.
//!
//! Each projection is a pure fold: it takes events in their order and knows nothing else, so that
//! one which is made anew comes to the same. While somebody asks, they are kept beside the writer
//! of the trace and fed by it; so what they cost follows from what is new, never from how long the
//! trace is.

mod correspondence;
mod journal;
mod kept;
mod standing;
#[cfg(test)]
mod tests;

pub use correspondence::{Asked, Correspondence, Received, Reply};
pub use journal::{Journal, JournalEntry};
pub use kept::KeptProjections;
pub use standing::{Extension, Standing};

use crate::domain::event::Event;
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// The beginnings of the kinds of events that are folded.
pub const FAMILIES: [&str; 5] = ["inject.", "message.", "note.", "question.", "session."];

/// Everything that is folded of one session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projections {
    /// The candidate's notes.
    pub journal: Journal,
    /// Messages and questions, and what was written about them.
    pub correspondence: Correspondence,
    /// What happened to the session as a whole.
    pub standing: Standing,
    /// The last event of these families.
    pub revision: u64,
    /// Events up to this one were taken.
    cursor: u64,
}

impl Projections {
    /// As a session's trace is now.
    pub async fn read(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        let mut all = Self::default();
        // First how far, then what: an event that is appended between two reads has its turn later.
        let until = store.last_seq(session).await?;
        for stored in store
            .events_of_families(session, &FAMILIES, 0, until)
            .await?
        {
            let event =
                serde_json::from_slice(&stored.body).map_err(|_| StoreError::Damaged("event"))?;
            all.apply(&event);
        }
        all.cursor = until;
        Ok(all)
    }

    /// Takes the next event; one that was taken already changes nothing.
    pub fn apply(&mut self, event: &Event) {
        if event.seq <= self.cursor {
            return;
        }
        self.cursor = event.seq;
        let changed = self.journal.apply(event)
            | self.correspondence.apply(event)
            | self.standing.apply(event);
        if changed {
            self.revision = event.seq;
        }
    }
}
