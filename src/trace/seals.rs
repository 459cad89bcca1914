//! Compares signatures with the trace that they claim to sign.

use serde::Serialize;

use super::chain::Head;
use super::signing::is_signed;
use crate::domain::ids::SessionId;
use crate::domain::signature::{PublicKey, SignedHead};

/// Why a trace is not what the owner of a key signed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    #[error("the trace is not signed")]
    Absent,
    /// There are signatures, but none of this key. Holds the keys that signed.
    #[error("the trace is not signed with this key, but with the key {}", fingerprints(.0))]
    OtherKey(Vec<PublicKey>),
    /// The trace up to a signed event differs from the signed one.
    #[error(
        "event {seq} is not as it was signed: it, or an event between {after} and it, was changed"
    )]
    Changed {
        /// The event whose hash was signed.
        seq: u64,
        /// The last event up to which the trace is as it was signed; 0 if there is none.
        after: u64,
    },
    /// The trace ends before an event that was signed.
    #[error("event {next} is missing: the trace was signed up to event {seq}")]
    Short {
        /// The event whose hash was signed.
        seq: u64,
        /// The first missing event.
        next: u64,
    },
    /// Events follow the last signed one.
    #[error("events {from} to {to} are not signed")]
    Unsigned { from: u64, to: u64 },
}

fn fingerprints(keys: &[PublicKey]) -> String {
    let all: Vec<_> = keys.iter().map(PublicKey::fingerprint).collect();
    all.join(", ")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sealed {
    /// The last signed event.
    pub seq: u64,
    pub key: PublicKey,
}

/// The signatures of one key, checked while the events pass.
#[derive(Debug)]
pub struct Seals {
    session: SessionId,
    key: PublicKey,
    /// Signatures for events that have not passed yet, the next one last.
    due: Vec<SignedHead>,
    met: u64,
}

impl Seals {
    /// Fails if none of the signatures is of this key.
    pub fn of(
        session: SessionId,
        key: PublicKey,
        signatures: &[SignedHead],
    ) -> Result<Self, SealFault> {
        let of_key = signatures.iter().filter(|signed| signed.key == key);
        let mut due: Vec<_> = of_key.cloned().collect();
        if due.is_empty() {
            return Err(match keys(signatures) {
                others if others.is_empty() => SealFault::Absent,
                others => SealFault::OtherKey(others),
            });
        }
        due.sort_by_key(|signed| std::cmp::Reverse(signed.seq));
        Ok(Self {
            session,
            key,
            due,
            met: 0,
        })
    }

    /// Call it after each event, with the head of the trace.
    pub fn meet(&mut self, head: Head) -> Result<(), SealFault> {
        while let Some(signed) = self.due.pop_if(|signed| signed.seq <= head.seq) {
            if signed.seq != head.seq || !is_signed(self.session, head, &signed) {
                return Err(SealFault::Changed {
                    seq: signed.seq,
                    after: self.met,
                });
            }
            self.met = head.seq;
        }
        Ok(())
    }

    /// Call it after the last event, with its number.
    pub fn end(self, last: u64) -> Result<Sealed, SealFault> {
        if let Some(signed) = self.due.first() {
            return Err(SealFault::Short {
                seq: signed.seq,
                next: last + 1,
            });
        }
        if self.met < last {
            return Err(SealFault::Unsigned {
                from: self.met + 1,
                to: last,
            });
        }
        Ok(Sealed {
            seq: self.met,
            key: self.key,
        })
    }
}

/// The keys of the signatures, each once.
pub fn keys(signatures: &[SignedHead]) -> Vec<PublicKey> {
    let mut keys: Vec<_> = signatures.iter().map(|signed| signed.key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
