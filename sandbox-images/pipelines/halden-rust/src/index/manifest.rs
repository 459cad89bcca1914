//! What the indexes should contain.
//!
//! Two stores cannot be changed in one transaction, so the manifest is the record of intent. What
//! is about to change is written down as `pending` before either store is touched, and the new
//! entries after both are done. Whatever is pending when an ingest starts was interrupted: it is
//! removed from both stores and, if the corpus still has it, indexed again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::chunk::CHUNKER_VERSION;
use crate::config::Config;
use crate::text::sha256;

const FILE: &str = "manifest.json";

/// The ingest manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// How everything in the stores was made.
    pub fingerprint: Fingerprint,
    /// The indexed documents.
    pub documents: BTreeMap<String, DocumentEntry>,
    /// The documents whose state in the stores is unknown.
    pub pending: BTreeSet<String>,
}

/// How chunks and vectors are made. Those of different fingerprints cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// The embedding model.
    pub embedding_model: String,
    /// The length of its vectors.
    pub dimensions: usize,
    /// The version of the code that cuts documents.
    pub chunker: u32,
    /// The limit it was given.
    pub max_word_pieces: usize,
    /// The smallest section that stands alone.
    pub min_word_pieces: usize,
}

/// A document that both stores hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentEntry {
    /// SHA-256 of its file.
    pub content_hash: String,
    /// The number of its chunks.
    pub chunks: usize,
}

/// The stores were made differently from how we would search them.
#[derive(Debug, thiserror::Error)]
#[error(
    "the index was made with {stored:?}, but the configuration says {wanted:?}; run `halden ingest --full`"
)]
pub struct FingerprintMismatch {
    stored: Fingerprint,
    wanted: Fingerprint,
}

impl Fingerprint {
    /// What the configuration would make.
    pub fn of(config: &Config) -> Self {
        Self {
            embedding_model: config.embed.model.clone(),
            dimensions: config.embed.dimensions,
            chunker: CHUNKER_VERSION,
            max_word_pieces: config.chunk.max_word_pieces,
            min_word_pieces: config.chunk.min_word_pieces,
        }
    }
}

impl Manifest {
    /// The manifest of empty stores.
    pub fn empty(fingerprint: Fingerprint) -> Self {
        Self { fingerprint, documents: BTreeMap::new(), pending: BTreeSet::new() }
    }

    /// Reads the manifest of a state folder; `None` before the first ingest.
    pub fn load(state: &Path) -> Result<Option<Self>> {
        let path = state.join(FILE);
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{} is damaged; run `halden ingest --full`", path.display())
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
        }
    }

    /// Writes the manifest so that a crash leaves the old or the new one, never half of it.
    pub fn save(&self, state: &Path) -> Result<()> {
        let unfinished = state.join(format!("{FILE}.new"));
        let mut file = std::fs::File::create(&unfinished)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        std::fs::rename(&unfinished, state.join(FILE))?;
        Ok(())
    }

    /// Forgets everything.
    pub fn delete(state: &Path) -> Result<()> {
        match std::fs::remove_file(state.join(FILE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Refuses to mix what was made differently.
    pub fn require(&self, wanted: &Fingerprint) -> Result<(), FingerprintMismatch> {
        if self.fingerprint == *wanted {
            return Ok(());
        }
        Err(FingerprintMismatch { stored: self.fingerprint.clone(), wanted: wanted.clone() })
    }

    /// The number of chunks that each store should hold.
    pub fn chunks(&self) -> usize {
        self.documents.values().map(|entry| entry.chunks).sum()
    }

    /// A name for exactly this content of the stores: it changes with any document, model or
    /// way of cutting.
    pub fn epoch(&self) -> String {
        let content = serde_json::to_vec(&(&self.fingerprint, &self.documents));
        sha256(&content.expect("maps with string keys serialise"))
    }
}
