//! Evaluations that a candidate ran.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An evaluation's result, read out of the history that the pipeline keeps in the workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct EvalCompleted {
    /// Where it was read: the file below the workspace. The pipeline, or whoever can write that
    /// file, wrote it.
    pub source: String,
    /// Which line of that file, from 1.
    #[ts(type = "number")]
    pub line: u64,
    /// Every number in it, by its dotted name.
    pub metrics: BTreeMap<String, f64>,
    /// Every text and truth value in it, by its dotted name: what was measured on what.
    pub circumstances: BTreeMap<String, String>,
}
