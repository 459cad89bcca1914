//! Signatures, against the trace that they are said to be of.

use serde::Serialize;

use super::chain::Head;
use super::signing::is_signed;
use crate::domain::ids::SessionId;
use crate::domain::signature::{PublicKey, SignedHead};

/// Why a trace is not what the owner of a key signed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// There is no signature at all.
    #[error("the trace is not signed")]
    Absent,
    /// There are signatures, none of this key.
    #[error("the trace is not signed with this key, but with the key {}", fingerprints(.0))]
    OtherKey(Vec<PublicKey>),
    /// The trace up to there is not the signed one.
    #[error(
        "event {seq} is not as it was signed: it, or an event between {after} and it, was changed"
    )]
    Changed {
        /// The event whose hash was signed.
        seq: u64,
        /// The last event that is as it was signed; 0 if none is.
        after: u64,
    },
    /// The trace ends before an event that was signed.
    #[error("event {next} is missing: the trace was signed up to event {seq}")]
    Short {
        /// The event whose hash was signed.
        seq: u64,
        /// The first one that is not there.
        next: u64,
    },
    /// Events follow after everything that was signed.
    #[error("events {from} to {to} are not signed")]
    Unsigned {
        /// The first of them.
        from: u64,
        /// The last of them.
        to: u64,
    },
}

fn fingerprints(keys: &[PublicKey]) -> String {
    let all: Vec<_> = keys.iter().map(PublicKey::fingerprint).collect();
    all.join(", ")
}

/// Up to where a trace is signed, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sealed {
    /// Sequence number of the last signed event.
    pub seq: u64,
    /// Whose signature it is.
    pub key: PublicKey,
}

/// The signatures of one key, checked while the trace goes by.
#[derive(Debug)]
pub struct Seals {
    session: SessionId,
    key: PublicKey,
    /// Those not met yet, the next one last.
    due: Vec<SignedHead>,
    met: u64,
}

impl Seals {
    /// What a key's owner has signed of a session, of everything that is said to be signed.
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

    /// The trace has come to this head.
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

    /// The trace ends with this event.
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

/// Whose signatures these are.
pub fn keys(signatures: &[SignedHead]) -> Vec<PublicKey> {
    let mut keys: Vec<_> = signatures.iter().map(|signed| signed.key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
