//! `collection.json`: that a collection is complete, and what the engine does not keep of it.
//!
//! Written last when a collection is created and removed first when it is deleted: a directory
//! without it is the remains of either.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use qdrant_edge::Payload;
use serde::{Deserialize, Serialize};

use crate::error::{ApiError, ApiResult};

const MARK: &str = "collection.json";
const UNFINISHED: &str = "collection.json.tmp";

/// What is kept of a collection beside its engine's files.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mark {
    format: u32,
    engine: String,
    /// What its owner says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Payload>,
}

impl Mark {
    /// Of a collection that is new.
    pub fn new(metadata: Option<Payload>) -> Self {
        Self {
            format: 1,
            engine: crate::ENGINE.to_owned(),
            metadata,
        }
    }

    /// Whether there is one in `dir`.
    pub fn is_in(dir: &Path) -> bool {
        dir.join(MARK).is_file()
    }

    /// Reads the one in `dir`.
    pub fn read(dir: &Path) -> ApiResult<Self> {
        let bytes = fs::read(dir.join(MARK))?;
        serde_json::from_slice(&bytes).map_err(|error| ApiError::Internal(error.to_string()))
    }

    /// Writes it into `dir`, whole or not at all.
    pub fn write(&self, dir: &Path) -> ApiResult<()> {
        let bytes = serde_json::to_vec(self).map_err(|e| ApiError::Internal(e.to_string()))?;
        let mut file = File::create(dir.join(UNFINISHED))?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        Ok(fs::rename(dir.join(UNFINISHED), dir.join(MARK))?)
    }

    /// Removes the one in `dir`.
    pub fn remove(dir: &Path) -> ApiResult<()> {
        Ok(fs::remove_file(dir.join(MARK))?)
    }
}
