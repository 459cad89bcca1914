//! Shows a trace to other code while it is verified.

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

/// Gets a trace piece by piece, each once it is verified.
pub trait Visit {
    /// A content to which the next event is the first to refer, directly or in a snapshot.
    fn content(
        &mut self,
        _digest: Digest,
        _content: &[u8],
        _of_file: bool,
    ) -> Result<(), BundleError> {
        Ok(())
    }

    /// An event, and the contents to which it refers directly.
    fn event(
        &mut self,
        _stored: &StoredEvent,
        _event: &Event,
        _contents: &[(Digest, Vec<u8>)],
    ) -> Result<(), BundleError> {
        Ok(())
    }
}

/// Ignores the trace.
impl Visit for () {}

/// What a verification found in a trace that is intact.
#[derive(Clone, Debug, Serialize)]
pub struct Verified {
    pub events: u64,
    /// Of the last event.
    pub head: Digest,
    /// Whether the session has ended: handed in, out of time, or withdrawn.
    pub ended: bool,
    /// Files of snapshots of which only the digest is known.
    pub absent_files: u64,
    /// How far the trace is signed; `None` if there was no key to check that with.
    pub sealed: Option<Sealed>,
    /// The keys of all its signatures, checked or not.
    pub keys: Vec<PublicKey>,
}

/// The files that a snapshot names.
pub(super) type Tree = BTreeMap<String, FileVersion>;

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

/// Whether the reference has this content's digest and length.
pub(super) fn fits(reference: BlobRef, content: &[u8]) -> bool {
    content.len() as u64 == reference.length && Digest::of(content) == reference.blob
}
