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
