//! One document of the corpus.

use std::path::Path;

use super::front_matter::{self, FrontMatter};
use crate::text::sha256;

/// A loaded document.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its front matter.
    pub meta: FrontMatter,
    /// The Markdown that follows the front matter.
    pub body: String,
    /// SHA-256 of the whole file: a change of status is a change of the document.
    pub content_hash: String,
}

/// Why a file is not a document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The file could not be read as UTF-8.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// There is no block between two `---` lines at the head.
    #[error("does not start with a front matter block")]
    NoFrontMatter,
    /// The block is not what we agreed on.
    #[error("front matter: {0}")]
    FrontMatter(String),
    /// A field is there but cannot be right.
    #[error("front matter: `{field}` {problem}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// There is nothing after the front matter.
    #[error("has no text")]
    Empty,
}

impl Document {
    /// Reads the file of the document that should have this id.
    pub fn read(id: &str, path: &Path) -> Result<Self, DocumentError> {
        Self::parse(id, &std::fs::read_to_string(path)?)
    }

    /// Parses a document's file.
    pub fn parse(id: &str, file: &str) -> Result<Self, DocumentError> {
        let (block, body) = front_matter::split(file)?;
        let meta = front_matter::parse(block, id)?;
        if body.trim().is_empty() {
            return Err(DocumentError::Empty);
        }
        Ok(Self { meta, body: body.to_owned(), content_hash: sha256(file.as_bytes()) })
    }
}
