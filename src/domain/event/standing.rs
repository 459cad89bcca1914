//! What happens to a session's time: pauses, extensions, and an end without a hand-in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::payload::BlobRef;
use crate::time::Timestamp;

/// The candidate stopped their clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionPaused {
    /// When the clock was stopped.
    pub since: Timestamp,
    /// When the pause ends by itself.
    pub until: Timestamp,
}

/// The clock runs again after a pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionResumed {
    /// Microseconds that the pause took. They are given back.
    #[ts(type = "number")]
    pub paused: i64,
    pub deadline: Timestamp,
    pub reason: String,
}

/// A practitioner granted more time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionExtended {
    /// The practitioner's name.
    pub by: String,
    pub minutes: u32,
    pub reason: String,
    pub deadline: Timestamp,
}

/// The session ended and nothing was handed in: it is not scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionWithdrawn {
    /// The practitioner who withdrew it. `None` if the candidate did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<String>,
    /// Empty if the candidate gave none.
    pub reason: String,
    /// The workspace at the end, if the session had started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub workspace: Option<BlobRef>,
}
