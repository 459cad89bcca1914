//! The redo record: the update that is being applied.
//!
//! The engine writes a log but does not replay it when it loads. A process that is killed during a
//! flush can leave points that the engine then repairs by dropping them. So every update is first
//! recorded here, and the record is removed only after the engine has flushed. An update found here
//! at start-up was never acknowledged and may be partly applied; applying it again completes it.
//! All updates are idempotent (one with a condition is resolved before it is recorded), so it does
//! not matter how far the first attempt came.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use qdrant_edge::UpdateOperation;
use tracing::warn;

use crate::error::{ApiError, ApiResult};

const RECORD: &str = "redo.cbor";
const UNFINISHED: &str = "redo.cbor.tmp";

#[derive(Debug)]
pub struct Redo {
    record: PathBuf,
    unfinished: PathBuf,
}

impl Redo {
    pub fn of(dir: &Path) -> Self {
        Self {
            record: dir.join(RECORD),
            unfinished: dir.join(UNFINISHED),
        }
    }

    /// Atomic: after a crash, all of `updates` are found or none.
    pub fn record<'a>(&self, updates: impl Iterator<Item = &'a UpdateOperation>) -> ApiResult<()> {
        let updates: Vec<_> = updates.collect();
        let bytes = serde_cbor::to_vec(&updates).map_err(|e| ApiError::Internal(e.to_string()))?;
        let mut file = File::create(&self.unfinished)?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        Ok(fs::rename(&self.unfinished, &self.record)?)
    }

    /// Removes the record. Its updates must have been flushed or refused.
    pub fn strike_out(&self) -> ApiResult<()> {
        match fs::remove_file(&self.record) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The updates that a killed process left, in order.
    pub fn left_over(&self) -> ApiResult<Vec<UpdateOperation>> {
        let bytes = match fs::read(&self.record) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        Ok(serde_cbor::from_slice(&bytes).unwrap_or_else(|error| {
            // Only a lost disk cache can cause this, and then the update was never acknowledged.
            warn!(record = %self.record.display(), %error, "unreadable redo record is ignored");
            Vec::new()
        }))
    }
}
