//! `log.jsonl`: every move of a label, appended and never rewritten.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::labels::Pointer;
use super::registry::RegistryError;
use crate::journal;

/// The name of the file.
const LOG: &str = "log.jsonl";

/// A move of a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Seconds since 1970.
    pub at: u64,
    /// `$USER`.
    pub who: String,
    /// `promote`, `rollout` or `rollback`.
    pub action: String,
    /// The prompt.
    pub prompt: String,
    /// The label.
    pub label: String,
    /// What it pointed to; null for a new label.
    pub from: Option<Pointer>,
    /// What it points to since.
    pub to: Pointer,
}

/// Who moves a label.
pub(super) fn who() -> String {
    let user = std::env::var("USER").ok().filter(|user| !user.trim().is_empty());
    user.unwrap_or_else(|| "unknown".to_owned())
}

/// Appends a move.
pub(super) fn append(folder: &Path, entry: &Entry) -> Result<(), RegistryError> {
    let path = folder.join(LOG);
    journal::append(&path, entry).map_err(|source| RegistryError::Io { path, source })
}

/// The version that a label had before it was promoted to where it is now.
pub(super) fn before_promotion(
    folder: &Path,
    prompt: &str,
    label: &str,
    now: u32,
) -> Result<Option<u32>, RegistryError> {
    let path = folder.join(LOG);
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|source| RegistryError::Io { path, source })?,
    };
    let entries = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<Vec<Entry>, _>>()
        .map_err(|error| RegistryError::Labels(format!("{LOG}: {error}")))?;
    let led_here = |entry: &&Entry| {
        let of_this = entry.prompt == prompt && entry.label == label;
        of_this && entry.action == "promote" && entry.to.version == now
    };
    let before = |entry: &Entry| entry.from.map(|from| from.version).filter(|from| *from != now);
    Ok(entries.iter().rev().filter(led_here).find_map(before))
}
