//! Raw bytes in an event: small ones inline, large ones as a blob.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ids::Digest;

/// In bytes. What is longer goes to a blob instead of the event.
pub const INLINE_LIMIT: usize = 1024;

/// A content kept in the blob store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BlobRef {
    /// BLAKE3 of the content.
    pub blob: Digest,
    /// In bytes.
    #[ts(type = "number")]
    pub length: u64,
}

/// Bytes as they are: never decoded as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Payload {
    /// In the blob store.
    Blob(BlobRef),
    /// In the event itself.
    Inline {
        /// Standard base64.
        base64: String,
    },
}

impl Payload {
    /// How these bytes are kept, and the blob to store if they are long.
    pub fn of(bytes: Vec<u8>) -> (Self, Option<Vec<u8>>) {
        if bytes.len() <= INLINE_LIMIT {
            return (
                Self::Inline {
                    base64: STANDARD.encode(&bytes),
                },
                None,
            );
        }
        let reference = BlobRef {
            blob: Digest::of(&bytes),
            length: bytes.len() as u64,
        };
        (Self::Blob(reference), Some(bytes))
    }

    /// The bytes if they are inline. `None` if they are a blob, or if the base64 is damaged.
    pub fn inline(&self) -> Option<Vec<u8>> {
        match self {
            Self::Inline { base64 } => STANDARD.decode(base64).ok(),
            Self::Blob(_) => None,
        }
    }

    /// In bytes, before base64.
    pub fn length(&self) -> u64 {
        match self {
            Self::Blob(reference) => reference.length,
            Self::Inline { .. } => self.inline().map_or(0, |bytes| bytes.len() as u64),
        }
    }

    /// The blob that it refers to, if it is one.
    pub fn blob(&self) -> Option<BlobRef> {
        match self {
            Self::Blob(reference) => Some(*reference),
            Self::Inline { .. } => None,
        }
    }
}
