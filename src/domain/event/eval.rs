//! Evaluations that a candidate ran.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An evaluation's result, read from the history that the pipeline keeps in the workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EvalCompleted {
    /// The file below the workspace in which it was read. The pipeline wrote that file, or anybody
    /// else who can write it.
    pub source: String,
    /// The line of that file, from 1.
    #[ts(type = "number")]
    pub line: u64,
    /// Every number in it, by its dotted name.
    pub metrics: BTreeMap<String, f64>,
    /// Every text and truth value in it, by its dotted name: what was measured, and how.
    pub circumstances: BTreeMap<String, String>,
}
