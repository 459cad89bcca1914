//! Who looks on while a trace is verified.

use std::collections::BTreeMap;

use serde::Serialize;

use super::error::BundleError;
use crate::domain::event::{Event, EventBody, FileVersion};
use crate::domain::ids::Digest;
use crate::domain::payload::BlobRef;
use crate::domain::signature::PublicKey;
use crate::seals::Sealed;
use crate::store::events::StoredEvent;
use crate::verify::Misfit;

/// Gets to see a trace, piece by piece, once each piece is known to fit.
pub trait Visit {
    /// A content that the next event is the first to refer to, directly or in a snapshot.
    fn content(
        &mut self,
        _digest: Digest,
        _content: &[u8],
        _of_file: bool,
    ) -> Result<(), BundleError> {
        Ok(())
    }

    /// An event, and the contents that it refers to directly.
    fn event(
        &mut self,
        _stored: &StoredEvent,
        _event: &Event,
        _contents: &[(Digest, Vec<u8>)],
    ) -> Result<(), BundleError> {
        Ok(())
    }
}

/// Nobody.
impl Visit for () {}

/// What a verification found, where everything fits.
#[derive(Clone, Debug, Serialize)]
pub struct Verified {
    /// Number of events.
    pub events: u64,
    /// Hash of the last one.
    pub head: Digest,
    /// Whether the session has ended: handed in, or out of time.
    pub ended: bool,
    /// Files of snapshots that are known by their digest alone.
    pub absent_files: u64,
    /// Up to where it is signed, if a key was there to check that with.
    pub sealed: Option<Sealed>,
    /// Whose signatures are with it, checked or not.
    pub keys: Vec<PublicKey>,
}

/// The files that a snapshot names.
pub(super) type Tree = BTreeMap<String, FileVersion>;

/// Reads a snapshot's content.
pub(super) fn tree(seq: u64, content: &[u8]) -> Result<Tree, Misfit> {
    serde_json::from_slice(content).map_err(|error| Misfit::Unreadable(seq, error.to_string()))
}

/// Whether an event's contents are files.
pub(super) fn is_of_file(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::FileChanged { .. }
            | EventBody::FileDeleted { .. }
            | EventBody::FileRenamed(_)
            | EventBody::InjectDelivered(_)
    )
}

/// Whether this is the content that is referred to.
pub(super) fn fits(reference: BlobRef, content: &[u8]) -> bool {
    content.len() as u64 == reference.length && Digest::of(content) == reference.blob
}
