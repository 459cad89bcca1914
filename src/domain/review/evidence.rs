//! Moments of a trace that support a judgement.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A range of a trace pinned to a criterion, an answer or a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The first event.
    #[ts(type = "number")]
    pub from_seq: u64,
    /// The last event: the same one for a single moment.
    #[ts(type = "number")]
    pub to_seq: u64,
    /// What can be seen there. May be empty.
    pub note: String,
}

impl Evidence {
    /// Whether it is within a trace of this length.
    pub fn is_within(&self, last_seq: u64) -> bool {
        self.from_seq >= 1 && self.from_seq <= self.to_seq && self.to_seq <= last_seq
    }
}
