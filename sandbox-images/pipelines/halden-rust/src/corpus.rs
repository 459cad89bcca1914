//! The corpus: a folder of Markdown files with a front matter block.
//!
//! Loading is strict and partial: a file that cannot be read or understood is reported by name,
//! and never becomes an empty document.

mod document;
mod front_matter;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub use document::{Document, DocumentError};
pub use front_matter::{FrontMatter, Status};

/// What was found in the corpus folder.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The documents, ordered by id.
    pub documents: Vec<Document>,
    /// The ids of the files that could not be loaded, and why.
    pub failed: Vec<(String, DocumentError)>,
}

impl Corpus {
    /// Loads every `.md` file beneath `root`. An empty corpus is an error: it is a wrong path far
    /// more often than a wish to delete everything.
    pub fn load(root: &Path) -> Result<Self> {
        let mut paths = Vec::new();
        collect(root, &mut paths)
            .with_context(|| format!("cannot read the corpus {}", root.display()))?;
        anyhow::ensure!(!paths.is_empty(), "no documents beneath {}", root.display());
        let mut corpus = Self::default();
        for path in paths {
            let id = document_id(root, &path);
            match Document::read(&id, &path) {
                Ok(document) => corpus.documents.push(document),
                Err(error) => corpus.failed.push((id, error)),
            }
        }
        corpus.documents.sort_by(|a, b| a.meta.id.cmp(&b.meta.id));
        Ok(corpus)
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    Ok(())
}

fn document_id(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path).with_extension("");
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
