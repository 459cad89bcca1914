//! What pages send about a session's time and its end without a hand-in.

use serde::Deserialize;
use ts_rs::TS;

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
