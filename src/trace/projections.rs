//! What is folded from a trace's events and is needed often.
//!
//! Each projection is a pure fold: it takes events in order and nothing else, so folding the trace
//! again gives the same result. [`Projections`], for which pages poll, are kept beside the writer
//! of a running session's trace, which feeds them: the cost of a poll depends on what is new, never
//! on the length of the trace. The recorder of files keeps [`Workspace`], and the gateway keeps
//! [`Spending`], because they continue them.

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

/// The families of events from which [`Projections`] are folded.
pub const FAMILIES: [&str; 5] = ["inject.", "message.", "note.", "question.", "session."];

/// What pages poll for in one session.
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
    /// From a session's trace as it is now.
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
