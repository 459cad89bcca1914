//! What happens to a session's time: pauses, extensions, and an end without a hand-in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::payload::BlobRef;
use crate::domain::time::Timestamp;

/// The candidate stopped their clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionPaused {
    /// Unix microseconds since which the clock stands still.
    pub since: Timestamp,
    /// Unix microseconds at which the pause ends by itself.
    pub until: Timestamp,
}

/// The clock goes on after a pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionResumed {
    /// Microseconds that the pause took and that are given back.
    #[ts(type = "number")]
    pub paused: i64,
    /// The new deadline.
    pub deadline: Timestamp,
    /// Why the pause ended.
    pub reason: String,
}

/// A practitioner gave more time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionExtended {
    /// The practitioner's name.
    pub by: String,
    /// How much.
    pub minutes: u32,
    /// Why.
    pub reason: String,
    /// The new deadline.
    pub deadline: Timestamp,
}

/// The session ended and nothing was handed in: it is not scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionWithdrawn {
    /// The practitioner who withdrew it; none if the candidate did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<String>,
    /// Why; a candidate need not say.
    pub reason: String,
    /// The workspace at the end, if the session had started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub workspace: Option<BlobRef>,
}
