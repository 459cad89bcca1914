//! Keeps the engine's log from growing for ever.
//!
//! The engine appends every update to a log of files and never removes one. It does not replay the
//! log and takes from it only the number of the next update. Here every update is flushed before it
//! is acknowledged, so closed files are useless. The newest one is kept, because the numbering
//! continues from it. Files may be removed only while the shard is closed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A log with more closed files than this is trimmed.
const MOST_CLOSED_FILES: usize = 4;

/// Whether the log of the collection in `dir` should be trimmed.
pub fn is_long(dir: &Path) -> io::Result<bool> {
    Ok(closed_files(dir)?.len() > MOST_CLOSED_FILES)
}

/// Removes all closed files except the newest. The collection in `dir` must be closed and flushed.
pub fn trim(dir: &Path) -> io::Result<()> {
    let mut closed = closed_files(dir)?;
    closed.sort();
    closed.pop();
    closed
        .iter()
        .try_for_each(|(_, path)| fs::remove_file(path))
}

/// The closed files, each with the number of its first update.
fn closed_files(dir: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut closed = Vec::new();
    for entry in fs::read_dir(dir.join("wal"))? {
        let entry = entry?;
        let name = entry.file_name();
        let start = name.to_str().and_then(|name| name.strip_prefix("closed-"));
        if let Some(start) = start.and_then(|start| start.parse().ok()) {
            closed.push((start, entry.path()));
        }
    }
    Ok(closed)
}
