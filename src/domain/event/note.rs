//! The candidate's journal.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An entry of the candidate's journal. A later event with the same number replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Note {
    /// Number of the note within its session, from 1.
    pub note: u32,
    /// How often it was edited before.
    pub revision: u32,
    pub text: String,
    /// Only for a hypothesis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<HypothesisStatus>,
}

/// What the candidate thinks of a hypothesis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HypothesisStatus {
    Open,
    /// Evidence speaks for it.
    Supported,
    /// Evidence speaks against it.
    RuledOut,
}
