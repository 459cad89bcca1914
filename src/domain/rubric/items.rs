//! Items under levels: what one can see in a trace, or look for and not find. Two reviewers who
//! disagree about a level can agree about what was there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One observable thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Unique in its criterion. Never changes once reviews use it.
    pub id: String,
    /// The points of the level that needs it, which is not the weakest.
    pub level: u32,
    /// What can be seen, in one sentence that is true or not.
    pub says: String,
}

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
    pub mark: ItemMark,
}
