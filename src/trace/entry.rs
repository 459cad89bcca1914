//! What is appended to a trace, and what comes of it.

use super::left_out::Counts;
use super::rates::Rated;
use crate::domain::event::{Actor, EventBody};

pub use crate::domain::trace_closed::TraceClosed;

/// An event that is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    pub seq: u64,
    /// Microseconds since the session was created, as the event has them.
    pub at: i64,
    /// Microseconds of working time, as the event has them.
    pub active: i64,
}

/// What is to be appended.
#[derive(Debug)]
pub struct Entry {
    /// Who caused it.
    pub actor: Actor,
    /// What happened.
    pub body: EventBody,
    /// Events it is about.
    pub links: Vec<u64>,
    /// Contents that its payloads refer to as blobs.
    pub contents: Vec<Vec<u8>>,
    /// What came with it and is left out: counted in the same transaction.
    pub left_out: Counts,
}

impl Entry {
    /// An entry without links and contents.
    pub fn new(actor: Actor, body: EventBody) -> Self {
        Self {
            actor,
            body,
            links: Vec::new(),
            contents: Vec::new(),
            left_out: Counts::default(),
        }
    }

    /// The same about these events.
    #[must_use]
    pub fn about(mut self, links: Vec<u64>) -> Self {
        self.links = links;
        self
    }

    /// The same with contents.
    #[must_use]
    pub fn with_contents(mut self, contents: Vec<Vec<u8>>) -> Self {
        self.contents = contents;
        self
    }

    /// The same, leaving out so many of a kind.
    #[must_use]
    pub fn leaving_out(mut self, kind: Rated, count: u64) -> Self {
        self.left_out.add(kind, count);
        self
    }
}
