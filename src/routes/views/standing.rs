//! A session's time and its end without a hand-in, as pages see them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::time::Timestamp;

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

/// How a session was withdrawn.
#[derive(Debug, Serialize, TS)]
pub struct WithdrawnView {
    /// Whether the candidate did it.
    pub by_candidate: bool,
    /// Why; empty if nothing was said.
    pub reason: String,
}

/// `POST /api/sessions/{session}/extend`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExtendRequest {
    /// From 1 to 480.
    pub minutes: u32,
    /// Why, at most 500 characters; the candidate and reviewers read it.
    pub reason: String,
}

/// `POST /api/candidate/withdraw` and `POST /api/sessions/{session}/withdraw`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WithdrawRequest {
    /// Why, at most 500 characters. A candidate may leave it empty.
    pub reason: String,
}
