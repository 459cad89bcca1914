//! The state of a session: its time, its money, what is recorded, and how it ended.

use serde::Serialize;
use ts_rs::TS;

use crate::domain::time::Timestamp;

/// The server's clock for one session. All times are Unix microseconds of the server.
#[derive(Debug, Serialize, TS)]
pub struct ClockView {
    /// The server's current time.
    pub now: Timestamp,
    /// When the candidate started.
    pub started_at: Option<Timestamp>,
    /// When time is up.
    pub deadline: Option<Timestamp>,
    /// The current pause. Until it ends, the deadline moves with the time.
    pub pause: Option<PauseView>,
}

#[derive(Debug, Serialize, TS)]
pub struct PauseView {
    /// When the clock was stopped.
    pub since: Timestamp,
    /// When it starts again by itself.
    pub until: Timestamp,
}

/// Time that a practitioner gave.
#[derive(Debug, Serialize, TS)]
pub struct ExtensionView {
    pub minutes: u32,
    pub reason: String,
    /// Microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event that gave it.
    #[ts(type = "number")]
    pub seq: u64,
}

/// Money for models, in millionths of a euro.
#[derive(Debug, Serialize, TS)]
pub struct SpendingView {
    #[ts(type = "number")]
    pub spent: u64,
    /// What may be spent; `None` if there is no limit.
    #[ts(type = "number | null")]
    pub limit: Option<u64>,
}

/// Which files of a workspace are recorded. What is not recorded is not handed in.
#[derive(Debug, Serialize, TS)]
pub struct RecordedView {
    #[ts(type = "number")]
    pub files: usize,
    /// The most files that are recorded.
    #[ts(type = "number")]
    pub limit: usize,
    /// Whether the number of files is near the limit.
    pub near: bool,
    /// Why the record is incomplete, if it is.
    pub gap: Option<String>,
    /// What will not be handed in although nobody meant to leave it out, if there is anything.
    pub missing: Option<String>,
    /// The first paths that are left out on purpose: generated folders, links, files that are too
    /// large.
    pub left_out: Vec<NotHandedInView>,
    /// The number of all paths that are left out on purpose.
    #[ts(type = "number")]
    pub left_out_count: u64,
}

/// A path that is left out on purpose.
#[derive(Debug, Serialize, TS)]
pub struct NotHandedInView {
    /// Relative to the workspace; a folder ends with `/`.
    pub path: String,
    pub why: String,
}

/// Why there is no sandbox.
#[derive(Debug, Serialize, TS)]
pub struct FailingView {
    /// Failed tries in a row.
    pub tries: u32,
    /// What a candidate is told: the same words for every cause.
    pub reason: String,
}

#[derive(Debug, Serialize, TS)]
pub struct WithdrawnView {
    pub by_candidate: bool,
    /// Empty if no reason was given.
    pub reason: String,
}

/// Time ran out, and what existed then was handed in.
#[derive(Debug, Serialize, TS)]
pub struct ExpiredView {
    /// The final note as far as it was written; `None` if there was none.
    pub unfinished_note: Option<String>,
}
