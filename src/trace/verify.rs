//! Verification: does every event follow the one before it, unchanged?

use super::chain::{Head, link};
use crate::domain::event::Event;
use crate::domain::ids::Digest;
use crate::store::events::StoredEvent;

/// The first event that does not fit, and why.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// An event is missing, doubled or out of order.
    #[error("event {expected} was expected, event {found} was found")]
    Sequence { expected: u64, found: u64 },
    #[error("event {0} does not follow the event before it")]
    Predecessor(u64),
    /// The event's bytes are not those that were hashed.
    #[error("event {0} was changed")]
    Changed(u64),
    /// The bytes are not an event of this format, or have another number.
    #[error("event {0} cannot be read: {1}")]
    Unreadable(u64, String),
    #[error("event {0}: the content {1} is missing or was changed")]
    Content(u64, Digest),
    /// Terminal bytes are missing or doubled.
    #[error("event {seq}: terminal {terminal} continues at byte {found} instead of {expected}")]
    Terminal {
        seq: u64,
        terminal: u32,
        expected: u64,
        found: u64,
    },
}

/// Checks events one by one, in order.
#[derive(Debug)]
pub struct Verifier {
    head: Head,
    ended: bool,
    terminals: std::collections::HashMap<(u32, bool), u64>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self {
            head: Head::EMPTY,
            ended: false,
            terminals: std::collections::HashMap::new(),
        }
    }
}

impl Verifier {
    /// Checks the next event and returns it decoded.
    pub fn next(&mut self, stored: &StoredEvent) -> Result<Event, Misfit> {
        let expected = self.head.seq + 1;
        if stored.seq != expected {
            return Err(Misfit::Sequence {
                expected,
                found: stored.seq,
            });
        }
        if stored.prev != self.head.hash {
            return Err(Misfit::Predecessor(stored.seq));
        }
        if link(stored.prev, &stored.body) != stored.hash {
            return Err(Misfit::Changed(stored.seq));
        }
        let event = stored
            .parse()
            .map_err(|damaged| Misfit::Unreadable(damaged.seq, damaged.cause))?;
        if event.seq != stored.seq {
            return Err(Misfit::Sequence {
                expected,
                found: event.seq,
            });
        }
        self.terminal_is_contiguous(&event)?;
        self.ended |= event.body.ends_session();
        self.head = Head {
            seq: stored.seq,
            hash: stored.hash,
        };
        Ok(event)
    }

    /// The head of the chain so far.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Whether the session has ended: handed in, out of time, or withdrawn.
    pub fn ended(&self) -> bool {
        self.ended
    }

    fn terminal_is_contiguous(&mut self, event: &Event) -> Result<(), Misfit> {
        use crate::domain::event::EventBody::{TerminalInput, TerminalOutput};
        let (terminal, offset, bytes, output) = match &event.body {
            TerminalOutput {
                terminal,
                offset,
                bytes,
            } => (*terminal, *offset, bytes, true),
            TerminalInput {
                terminal,
                offset,
                bytes,
                ..
            } => (*terminal, *offset, bytes, false),
            _ => return Ok(()),
        };
        let expected = self.terminals.entry((terminal, output)).or_insert(0);
        if *expected != offset {
            let expected = *expected;
            return Err(Misfit::Terminal {
                seq: event.seq,
                terminal,
                expected,
                found: offset,
            });
        }
        *expected += bytes.length();
        Ok(())
    }
}
