//! What is appended to a trace, and what the appender gets back.

use super::left_out::Counts;
use super::rates::Rated;
use crate::domain::event::{Actor, EventBody};

pub use crate::domain::trace_closed::TraceClosed;

/// An event that is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    pub seq: u64,
    /// Microseconds since the session was created.
    pub at: i64,
    /// Microseconds of working time.
    pub active: i64,
}

#[derive(Debug)]
pub struct Entry {
    pub actor: Actor,
    pub body: EventBody,
    /// The numbers of the events that this one is about.
    pub links: Vec<u64>,
    /// The contents to which the event refers as blobs.
    pub contents: Vec<Vec<u8>>,
    /// What came with the event and is left out. It is counted in the same transaction.
    pub left_out: Counts,
}

impl Entry {
    /// Without links and contents.
    pub fn new(actor: Actor, body: EventBody) -> Self {
        Self {
            actor,
            body,
            links: Vec::new(),
            contents: Vec::new(),
            left_out: Counts::default(),
        }
    }

    /// Sets the events that this one is about.
    #[must_use]
    pub fn about(mut self, links: Vec<u64>) -> Self {
        self.links = links;
        self
    }

    #[must_use]
    pub fn with_contents(mut self, contents: Vec<Vec<u8>>) -> Self {
        self.contents = contents;
        self
    }

    /// Adds to what is left out.
    #[must_use]
    pub fn leaving_out(mut self, kind: Rated, count: u64) -> Self {
        self.left_out.add(kind, count);
        self
    }
}
