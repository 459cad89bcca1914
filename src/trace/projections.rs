//! What is folded from a trace's events and is asked for again and again.
//!
//! Each projection is a pure fold: it takes events in their order and knows nothing else, so that
//! whoever folds the trace again comes to the same. What pages poll for ([`Projections`]) is kept
//! beside the writer of a running session's trace and fed by it: what a poll costs follows from what
//! is new, never from how long the trace is. The two others are kept by those who continue them:
//! [`Workspace`] by the recorder of files, [`Spending`] by the gateway.

mod clock;
mod correspondence;
mod fold;
mod journal;
mod kept;
mod spending;
mod standing;
#[cfg(test)]
mod tests;
mod workspace;

pub use clock::Clock;
pub use correspondence::{Answer, Asked, Correspondence, REVISIONS, Received, Reply};
pub use fold::{Folded, Projection, read};
pub use journal::{Journal, JournalEntry};
pub use kept::KeptProjections;
pub use spending::Spending;
pub use standing::{Extension, Standing};
pub use workspace::{FileStep, Workspace};

use crate::domain::event::Event;
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// The beginnings of the kinds of events that [`Projections`] are folded from.
pub const FAMILIES: [&str; 5] = ["inject.", "message.", "note.", "question.", "session."];

/// What pages poll for of one session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projections {
    pub journal: Journal,
    pub correspondence: Correspondence,
    pub standing: Standing,
    pub clock: Clock,
    /// The last event of these families.
    pub revision: u64,
}

impl Projections {
    /// As a session's trace is now.
    pub async fn read(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        Ok(read::<Self>(store, session).await?.state)
    }
}

impl Projection for Projections {
    const FAMILIES: &'static [&'static str] = &FAMILIES;

    fn apply(&mut self, event: &Event) -> bool {
        let changed = self.journal.apply(event)
            | self.correspondence.apply(event)
            | self.standing.apply(event)
            | self.clock.apply(event);
        if changed {
            self.revision = event.seq;
        }
        changed
    }
}
