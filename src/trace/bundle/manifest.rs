//! The files from which a bundle is read.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::error::{BundleError, at};
use crate::domain::event::FORMAT_VERSION;
use crate::domain::ids::{Digest, SessionId};
use crate::domain::signature::SignedHead;

/// In bytes.
const MANIFEST_LIMIT: u64 = 1024 * 1024;

/// `manifest.json`
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: u32,
    pub session: SessionId,
    pub events: u64,
    pub head: Digest,
    /// Empty in bundles from before traces were signed.
    #[serde(default)]
    pub signatures: Vec<SignedHead>,
}

/// A line of `events.jsonl`.
#[derive(Serialize, Deserialize)]
pub(super) struct Line<'a> {
    pub prev: Digest,
    pub hash: Digest,
    #[serde(borrow)]
    pub event: &'a RawValue,
}

impl Manifest {
    pub fn read(folder: &Path) -> Result<Self, BundleError> {
        let path = folder.join("manifest.json");
        let text = read_file(&path, MANIFEST_LIMIT).map_err(at(&path))?;
        let manifest: Self =
            serde_json::from_slice(&text).map_err(|error| BundleError::Malformed {
                path,
                line: error.line(),
                error: error.to_string(),
            })?;
        if manifest.format > FORMAT_VERSION {
            return Err(BundleError::Version(manifest.format));
        }
        Ok(manifest)
    }

    pub fn write(&self, folder: &Path) -> Result<(), BundleError> {
        let path = folder.join("manifest.json");
        let text = serde_json::to_vec_pretty(self).map_err(|error| BundleError::File {
            path: path.clone(),
            cause: error.into(),
        })?;
        std::fs::write(&path, text).map_err(at(&path))
    }
}

/// Reads a plain file of at most `limit` bytes. A bundle may come from anybody: a pipe in it must
/// not block the reader, and a link must not lead elsewhere.
pub(super) fn read_file(path: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    let found = std::fs::symlink_metadata(path)?;
    if !found.is_file() || found.len() > limit {
        return Err(std::io::Error::other("not a plain file, or too large"));
    }
    std::fs::read(path)
}
