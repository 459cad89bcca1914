//! Whether the candidate kept what production imposed, where no program can tell.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::evidence::Evidence;

/// A reviewer's judgement of one constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConstraintMark {
    /// The constraint's id in the manifest.
    pub constraint: String,
    /// `None` while a draft has not decided it.
    pub kept: Option<Kept>,
    /// May be empty if it was kept.
    pub reason: String,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// Whether a constraint was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Kept {
    Yes,
    No,
    /// The session does not show it.
    Unclear,
}

impl ConstraintMark {
    /// Whether it says something that needs a reason and has none.
    pub fn lacks_reason(&self) -> bool {
        matches!(self.kept, Some(Kept::No | Kept::Unclear)) && self.reason.trim().is_empty()
    }
}
