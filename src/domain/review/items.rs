//! What a reviewer found of each item under a criterion's levels.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Evidence;

/// What a reviewer found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ItemMark {
    Seen,
    /// It was looked for, and nothing shows it.
    NotSeen,
    /// Something shows the opposite.
    Contradicted,
}

/// A reviewer's mark for an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Marked {
    /// The item's id.
    pub item: String,
    /// `None` while something is pinned to the item and it is not decided.
    pub mark: Option<ItemMark>,
    /// Moments of the trace that show it.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}
