//! What can be wrong with a bundle, and what can fail while one is made.

use std::path::{Path, PathBuf};

use crate::domain::event::FORMAT_VERSION;
use crate::git_program::GitError;
use crate::seals::SealFault;
use crate::store::StoreError;
use crate::verify::Misfit;

/// An export, an import or a verification failed, or found a flaw.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    #[error("the trace does not verify: {0}")]
    Misfit(#[from] Misfit),
    /// The signature is missing, belongs to another key or to another trace.
    #[error("{0}")]
    Seal(#[from] SealFault),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `workspace.git` could not be written.
    #[error(transparent)]
    History(#[from] GitError),
    /// A file could not be read or written.
    #[error("{path}: {cause}")]
    File {
        path: PathBuf,
        cause: std::io::Error,
    },
    /// A line of the bundle breaks the format.
    #[error("{path}, line {line}: {error}")]
    Malformed {
        path: PathBuf,
        /// From 1.
        line: usize,
        error: String,
    },
    /// The manifest's head differs from that of the events.
    #[error(
        "the manifest says {expected}, the events end with {found}: events are missing at the end"
    )]
    Truncated {
        /// The manifest's head.
        expected: String,
        /// The events' head.
        found: String,
    },
    /// The bundle has a newer version than this program knows.
    #[error("the bundle has format {0}; this program reads up to {FORMAT_VERSION}")]
    Version(u32),
    /// An archive holds what no bundle holds, or more than a bundle may hold.
    #[error("the archive is refused: {0}")]
    Hostile(String),
    /// The trace cannot be imported.
    #[error("not imported: {0}")]
    NotImported(String),
}

impl BundleError {
    /// Whether the trace is at fault, and not the attempt to read it.
    pub fn is_flaw(&self) -> bool {
        matches!(
            self,
            Self::Misfit(_)
                | Self::Seal(_)
                | Self::Malformed { .. }
                | Self::Truncated { .. }
                | Self::Hostile(_)
        )
    }
}

pub(super) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> BundleError {
    let path = path.to_owned();
    move |cause| BundleError::File { path, cause }
}
