//! The chain: each event's hash covers its bytes and, through `prev`, all events before it.

use crate::domain::event::Event;
use crate::domain::ids::{Digest, SessionId};
use crate::store::events::StoredEvent;

/// BLAKE3 over the previous hash (32 bytes) and the event's stored bytes.
pub fn link(prev: Digest, body: &[u8]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&prev.0);
    hasher.update(body);
    Digest(*hasher.finalize().as_bytes())
}

/// Why an event cannot be added to a chain.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// A trace with a gap in its numbers could never be verified.
    #[error("event {seq} does not follow event {last}")]
    Gap { seq: u64, last: u64 },
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// The last event of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// 0 if the chain is empty.
    pub seq: u64,
    /// [`Digest::ZERO`] if the chain is empty.
    pub hash: Digest,
}

impl Head {
    pub const EMPTY: Self = Self {
        seq: 0,
        hash: Digest::ZERO,
    };

    /// Adds a session's event and returns the bytes to store. If its `seq` does not follow this
    /// head, it is refused and the head does not change.
    pub fn extend(&mut self, session: SessionId, event: &Event) -> Result<StoredEvent, ChainError> {
        if event.seq != self.seq + 1 {
            return Err(ChainError::Gap {
                seq: event.seq,
                last: self.seq,
            });
        }
        let body = serde_json::to_vec(event)?;
        let stored = StoredEvent {
            session,
            seq: event.seq,
            kind: event.body.kind().to_owned(),
            at: event.at,
            prev: self.hash,
            hash: link(self.hash, &body),
            body,
        };
        *self = Self {
            seq: stored.seq,
            hash: stored.hash,
        };
        Ok(stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Actor, EventBody};

    #[test]
    fn an_event_that_leaves_a_gap_gets_no_place() {
        let event = |seq| Event {
            seq,
            at: 0,
            active: 0,
            actor: Actor::Candidate,
            body: EventBody::BriefOpened {},
            links: Vec::new(),
        };
        let session = SessionId::generate();
        let mut head = Head::EMPTY;
        head.extend(session, &event(1)).unwrap();
        let before = head;
        for seq in [1, 3] {
            let refused = head.extend(session, &event(seq)).unwrap_err();
            assert!(matches!(refused, ChainError::Gap { last: 1, .. }));
            assert_eq!(head, before);
        }
    }
}
