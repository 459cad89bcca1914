//! What can be wrong with a bundle, or go wrong with making one.

use std::path::{Path, PathBuf};

use crate::domain::event::FORMAT_VERSION;
use crate::git_program::GitError;
use crate::seals::SealFault;
use crate::store::StoreError;
use crate::verify::Misfit;

/// An export, an import or a verification could not be done, or found a flaw.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The trace does not verify.
    #[error("the trace does not verify: {0}")]
    Misfit(#[from] Misfit),
    /// The signature is missing, of somebody else, or of another trace.
    #[error("{0}")]
    Seal(#[from] SealFault),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The workspace's history could not be written.
    #[error(transparent)]
    History(#[from] GitError),
    /// A file.
    #[error("{path}: {cause}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file of the bundle is not what it should be.
    #[error("{path}, line {line}: {error}")]
    Malformed {
        /// Which one.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        error: String,
    },
    /// The manifest says another end than the events have.
    #[error(
        "the manifest says {expected}, the events end with {found}: events are missing at the end"
    )]
    Truncated {
        /// The manifest's head.
        expected: String,
        /// The events' head.
        found: String,
    },
    /// The bundle is of a version that this program does not know.
    #[error("the bundle has format {0}; this program reads up to {FORMAT_VERSION}")]
    Version(u32),
    /// An archive holds what no bundle holds, or more than a bundle may hold.
    #[error("the archive is refused: {0}")]
    Hostile(String),
    /// The trace cannot be taken in.
    #[error("not imported: {0}")]
    NotImported(String),
}

impl BundleError {
    /// Whether this says something about the trace, and not about what was tried.
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

/// An error of the system, at this path.
pub(super) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> BundleError {
    let path = path.to_owned();
    move |cause| BundleError::File { path, cause }
}
