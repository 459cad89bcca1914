//! What pages get and send about reviews. What scoring computes is its own type.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use crate::domain::anchor::{AnchorRequest, AnchorScore};
pub use crate::scoring::{AskedView, MyReview, ReviewSaved, ScoreKind, SessionRow};

/// `POST /api/sessions/{id}/review/time`: the page is looked at.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BeatRequest {
    /// It was out of sight or idle before: what lies between does not count.
    pub resumed: bool,
}

/// What was measured so far.
#[derive(Debug, Serialize, TS)]
pub struct BeatView {
    /// Microseconds.
    #[ts(type = "number")]
    pub spent: i64,
}
