//! What can be wrong with a scenario, said so that its author knows where to look.

use std::path::{Path, PathBuf};

use super::locate;
use crate::git_program::GitError;

/// Why a scenario cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file does not say what its format asks for.
    #[error("{}:{line}: {problem}", file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// The key, and what was expected.
        problem: String,
    },
    /// A value is well formed and cannot be right.
    #[error("{}{}: `{key}` {problem}", file.display(), colon(*line))]
    Invalid {
        /// The file.
        file: PathBuf,
        /// The key's line, from 1; none if the file has no such key, or no lines.
        line: Option<usize>,
        /// The key.
        key: String,
        /// What was expected instead.
        problem: String,
    },
    /// Something in the folder is not accepted, whoever wrote it.
    #[error("{}: refused: {reason}", path.display())]
    Refused {
        /// What.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A patch does not fit what it is applied to.
    #[error("{}: does not apply {to}: {detail}", patch.display())]
    Patch {
        /// The patch.
        patch: PathBuf,
        /// What it was applied to.
        to: String,
        /// File and line of the hunk that does not fit, as git says it.
        detail: String,
    },
    /// The commits do not lead to the workspace that the scenario describes.
    #[error("{}: `{path}` {problem}", file.display())]
    History {
        /// The history.
        file: PathBuf,
        /// The path that differs.
        path: String,
        /// How.
        problem: &'static str,
    },
    /// The git program failed for a reason that is not the author's.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl ScenarioError {
    /// For `map_err` on what the file system answers.
    pub(super) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }

    /// A value that cannot be right.
    pub(super) fn invalid(file: &Path, key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Invalid {
            file: file.to_owned(),
            line: None,
            key: key.into(),
            problem: problem.into(),
        }
    }

    /// What the TOML reader said, with the line and the key it said it about.
    pub(super) fn toml(file: &Path, text: &str, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span| span.start);
        let problem = match locate::key_at(text, offset) {
            Some(key) => format!("`{key}`: {}", error.message()),
            None => error.message().to_owned(),
        };
        Self::Malformed {
            file: file.to_owned(),
            line: locate::line_at(text, offset),
            problem,
        }
    }

    /// The same with the line of its key, if it is about this file and the file has the key.
    pub(super) fn located(self, about: &Path, text: &str) -> Self {
        match self {
            Self::Invalid {
                file,
                line: None,
                key,
                problem,
            } if file == about => Self::Invalid {
                line: locate::line_of(text, &key),
                file,
                key,
                problem,
            },
            other => other,
        }
    }
}

fn colon(line: Option<usize>) -> String {
    line.map(|line| format!(":{line}")).unwrap_or_default()
}
