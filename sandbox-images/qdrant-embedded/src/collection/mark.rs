//! `collection.json`: marks a collection as complete, and holds what the engine does not keep.
//!
//! Written last when a collection is created, and removed first when it is deleted. So a directory
//! without it is what an interrupted creation or deletion left.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use qdrant_edge::Payload;
use serde::{Deserialize, Serialize};

use crate::error::{ApiError, ApiResult};

const MARK: &str = "collection.json";
const UNFINISHED: &str = "collection.json.tmp";

/// The contents of `collection.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mark {
    format: u32,
    engine: String,
    /// The metadata that the collection's owner gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Payload>,
}

impl Mark {
    /// For a new collection.
    pub fn new(metadata: Option<Payload>) -> Self {
        Self {
            format: 1,
            engine: crate::ENGINE.to_owned(),
            metadata,
        }
    }

    pub fn is_in(dir: &Path) -> bool {
        dir.join(MARK).is_file()
    }

    pub fn read(dir: &Path) -> ApiResult<Self> {
        let bytes = fs::read(dir.join(MARK))?;
        serde_json::from_slice(&bytes).map_err(|error| ApiError::Internal(error.to_string()))
    }

    /// Atomic: after a crash, the file is complete or unchanged.
    pub fn write(&self, dir: &Path) -> ApiResult<()> {
        let bytes = serde_json::to_vec(self).map_err(|e| ApiError::Internal(e.to_string()))?;
        let mut file = File::create(dir.join(UNFINISHED))?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        Ok(fs::rename(dir.join(UNFINISHED), dir.join(MARK))?)
    }

    pub fn remove(dir: &Path) -> ApiResult<()> {
        Ok(fs::remove_file(dir.join(MARK))?)
    }
}
