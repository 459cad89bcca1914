//! What pages get and send about reviews. Types of what scoring computes are scoring's own.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use crate::domain::anchor::{AnchorRequest, AnchorScore};
pub use crate::scoring::{AskedView, MyReview, ReviewSaved, ScoreKind, SessionRow};

/// `POST /api/sessions/{id}/review/time`: somebody looks at the page.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BeatRequest {
    /// The page was hidden or idle before: the time in between does not count.
    pub resumed: bool,
}

/// The time that was measured so far.
#[derive(Debug, Serialize, TS)]
pub struct BeatView {
    /// Microseconds.
    #[ts(type = "number")]
    pub spent: i64,
}
