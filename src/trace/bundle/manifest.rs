//! The files that a bundle is read by.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::error::{BundleError, at};
use crate::domain::event::FORMAT_VERSION;
use crate::domain::ids::{Digest, SessionId};
use crate::domain::signature::SignedHead;

/// Bytes of a manifest.
const MANIFEST_LIMIT: u64 = 1024 * 1024;

/// `manifest.json`
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: u32,
    pub session: SessionId,
    pub events: u64,
    pub head: Digest,
    /// Absent from bundles of before traces were signed.
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
    /// Reads the manifest of a folder.
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

    /// Writes it into a folder.
    pub fn write(&self, folder: &Path) -> Result<(), BundleError> {
        let path = folder.join("manifest.json");
        let text = serde_json::to_vec_pretty(self).map_err(|error| BundleError::File {
            path: path.clone(),
            cause: error.into(),
        })?;
        std::fs::write(&path, text).map_err(at(&path))
    }
}

/// Reads a plain file that has no more than so many bytes. A bundle may come from anybody: a pipe
/// or a link in it holds nobody up and leads nowhere.
pub(super) fn read_file(path: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    let found = std::fs::symlink_metadata(path)?;
    if !found.is_file() || found.len() > limit {
        return Err(std::io::Error::other("no plain file, or too large"));
    }
    std::fs::read(path)
}
