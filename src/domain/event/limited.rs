//! Events that were not recorded because there were too many of their kind.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Things of one kind came faster than their rate, and were counted instead of recorded. There are
/// two such events: one when that begins, and one with the exact number when it is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Limited {
    /// What was left out: `commands`, `spans`, `vector_calls`, …
    pub what: String,
    /// How many since `since`. Exact once it is over.
    #[ts(type = "number")]
    pub left_out: u64,
    /// `at` of the first of them.
    #[ts(type = "number")]
    pub since: i64,
    /// Whether everything of this kind is recorded again.
    pub over: bool,
    /// Who counted: `sandbox`. Absent if the service did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl fmt::Display for Limited {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what: String = self.what.chars().take(LONGEST).collect();
        let (what, count) = (what.replace('_', " "), self.left_out);
        match (&self.source, self.over) {
            (Some(_), true) => write!(
                formatter,
                "the sandbox says that it left out {count} {what}"
            ),
            (Some(_), false) => write!(formatter, "the sandbox says that it left out some {what}"),
            (None, true) => {
                write!(formatter, "{count} {what} were counted but not recorded")
            }
            (None, false) => write!(
                formatter,
                "too many {what} to record them all; the rest are counted"
            ),
        }
    }
}

/// Characters of `what` that are shown. The sandbox may send any text.
const LONGEST: usize = 60;
