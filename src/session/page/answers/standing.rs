//! How a session stands: its time, its money, what is recorded, and how it ended.

use serde::Serialize;
use ts_rs::TS;

use crate::domain::time::Timestamp;

/// The server's clock for one session. All times are Unix microseconds of the server.
#[derive(Debug, Serialize, TS)]
pub struct ClockView {
    /// The server's now.
    pub now: Timestamp,
    /// When the candidate started.
    pub started_at: Option<Timestamp>,
    /// When time is up.
    pub deadline: Option<Timestamp>,
    /// The pause that is under way: until it ends, the deadline moves on with the time.
    pub pause: Option<PauseView>,
}

/// A pause that is under way.
#[derive(Debug, Serialize, TS)]
pub struct PauseView {
    /// Since when the clock stands still.
    pub since: Timestamp,
    /// When it goes on by itself.
    pub until: Timestamp,
}

/// Time that a practitioner gave.
#[derive(Debug, Serialize, TS)]
pub struct ExtensionView {
    /// How much.
    pub minutes: u32,
    /// Why.
    pub reason: String,
    /// When, microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event of that.
    #[ts(type = "number")]
    pub seq: u64,
}

/// Money for models, in millionths of a euro.
#[derive(Debug, Serialize, TS)]
pub struct SpendingView {
    /// What was spent.
    #[ts(type = "number")]
    pub spent: u64,
    /// What may be spent, if that has a limit.
    #[ts(type = "number | null")]
    pub limit: Option<u64>,
}

/// What of a workspace is recorded and what is not. What is not recorded is not handed in.
#[derive(Debug, Serialize, TS)]
pub struct RecordedView {
    /// Files that are recorded.
    #[ts(type = "number")]
    pub files: usize,
    /// Files that are recorded at most.
    #[ts(type = "number")]
    pub limit: usize,
    /// Whether that is near.
    pub near: bool,
    /// Why the record is not whole, if so.
    pub gap: Option<String>,
    /// What will not be handed in and was not meant to be left out, if there is anything.
    pub missing: Option<String>,
    /// What is left out on purpose: generated folders, links, what is too large. The first of it.
    pub left_out: Vec<NotHandedInView>,
    /// How much is left out on purpose.
    #[ts(type = "number")]
    pub left_out_count: u64,
}

/// A path that is left out on purpose.
#[derive(Debug, Serialize, TS)]
pub struct NotHandedInView {
    /// Below the workspace; a folder ends with `/`.
    pub path: String,
    /// Why.
    pub why: String,
}

/// Why there is no sandbox.
#[derive(Debug, Serialize, TS)]
pub struct FailingView {
    /// How often it was tried in a row.
    pub tries: u32,
    /// What a candidate is told of it: the same words whatever the cause is.
    pub reason: String,
}

/// How a session was withdrawn.
#[derive(Debug, Serialize, TS)]
pub struct WithdrawnView {
    /// Whether the candidate did it.
    pub by_candidate: bool,
    /// Why; empty if nothing was said.
    pub reason: String,
}

/// Time ran out, and what there was is handed in.
#[derive(Debug, Serialize, TS)]
pub struct ExpiredView {
    /// The final note as far as it was written; none if nothing was.
    pub unfinished_note: Option<String>,
}
