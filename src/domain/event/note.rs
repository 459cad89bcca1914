//! The candidate's journal.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A line of the candidate's journal. A later event with the same id replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Note {
    /// Number of the note within its session, from 1.
    pub note: u32,
    /// How often it was edited before.
    pub revision: u32,
    /// The text.
    pub text: String,
    /// Of a hypothesis: where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<HypothesisStatus>,
}

/// Where a hypothesis stands, in the candidate's view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HypothesisStatus {
    /// Not decided.
    Open,
    /// Evidence speaks for it.
    Supported,
    /// Evidence speaks against it.
    RuledOut,
}
