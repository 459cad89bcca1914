//! What can be wrong with a scenario, in words that tell its author where to look.

use std::path::{Path, PathBuf};

use crate::git_program::GitError;
use crate::pipeline::ReadError;

/// Why a scenario cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// A file of the scenario or its pipeline is not as it must be.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A patch does not fit what it is applied to.
    #[error("{}: does not apply {to}: {detail}", patch.display())]
    Patch {
        patch: PathBuf,
        /// What it was applied to, such as `to the faulty workspace`.
        to: String,
        /// File and line of the hunk that does not fit, as git reports it.
        detail: String,
    },
    /// The commits do not lead to the workspace that the scenario describes.
    #[error("{}: `{path}` {problem}", file.display())]
    History {
        /// The path of `history.toml`.
        file: PathBuf,
        /// The path that differs.
        path: String,
        /// Continues a sentence that begins with the path.
        problem: &'static str,
    },
    /// The git program failed for a reason that is not the author's.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl ScenarioError {
    /// For `map_err` on the file system's errors.
    pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let located = ReadError::io(path);
        move |source| Self::Read(located(source))
    }

    /// A value that is not allowed.
    pub(super) fn invalid(file: &Path, key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Read(ReadError::invalid(file, key, problem))
    }

    /// Something that is never accepted.
    pub(super) fn refused(path: &Path, reason: impl Into<String>) -> Self {
        Self::Read(ReadError::Refused {
            path: path.to_owned(),
            reason: reason.into(),
        })
    }

    /// A file that must exist and does not.
    pub(super) fn missing(path: PathBuf) -> Self {
        Self::Read(ReadError::Io {
            path,
            source: std::io::ErrorKind::NotFound.into(),
        })
    }
}
