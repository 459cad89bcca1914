//! The chain: each event's hash covers its bytes and, through `prev`, all events before it.

use crate::domain::event::Event;
use crate::domain::ids::Digest;
use crate::store::events::StoredEvent;

/// BLAKE3 over the previous hash (32 bytes) and the event's stored bytes.
pub fn link(prev: Digest, body: &[u8]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&prev.0);
    hasher.update(body);
    Digest(*hasher.finalize().as_bytes())
}

/// An event's place at the end of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Sequence number of the last event; 0 of an empty chain.
    pub seq: u64,
    /// Its hash; [`Digest::ZERO`] of an empty chain.
    pub hash: Digest,
}

impl Head {
    /// The head of a trace without events.
    pub const EMPTY: Self = Self {
        seq: 0,
        hash: Digest::ZERO,
    };

    /// Fixes an event's bytes and place. Its `seq` must follow this head.
    pub fn extend(&mut self, event: &Event) -> Result<StoredEvent, serde_json::Error> {
        debug_assert_eq!(event.seq, self.seq + 1, "the sequence has no gaps");
        let body = serde_json::to_vec(event)?;
        let stored = StoredEvent {
            seq: event.seq,
            kind: kind_of(event)?,
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

fn kind_of(event: &Event) -> Result<String, serde_json::Error> {
    let tagged = serde_json::to_value(&event.body)?;
    Ok(tagged["kind"].as_str().unwrap_or_default().to_owned())
}
