//! What can be wrong with an author's files, in words that say where to look.

use std::path::{Path, PathBuf};

use super::locate;

/// Why a folder of an author cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A file is not in its format.
    #[error("{}:{line}: {problem}", file.display())]
    Malformed {
        file: PathBuf,
        /// Counted from 1.
        line: usize,
        /// The key, and what was expected.
        problem: String,
    },
    /// A value is well formed but not allowed.
    #[error("{}{}: `{key}` {problem}", file.display(), colon(*line))]
    Invalid {
        file: PathBuf,
        /// The key's line, from 1. `None` if the file has no such key, or no lines.
        line: Option<usize>,
        key: String,
        /// Continues a sentence that begins with the key.
        problem: String,
    },
    /// Something in the folder is never accepted, whoever wrote it.
    #[error("{}: refused: {reason}", path.display())]
    Refused { path: PathBuf, reason: String },
}

impl ReadError {
    /// For `map_err` on the file system's errors.
    pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }

    /// A value that is not allowed.
    pub fn invalid(file: &Path, key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Invalid {
            file: file.to_owned(),
            line: None,
            key: key.into(),
            problem: problem.into(),
        }
    }

    /// The TOML parser's error, with the line and the key that it is about.
    pub fn toml(file: &Path, text: &str, error: &toml::de::Error) -> Self {
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

    /// Adds the line of the key, if the error is about this file and the file has the key.
    #[must_use]
    pub fn located(self, about: &Path, text: &str) -> Self {
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
