//! The check curve, as the desk shows it.

use serde::Serialize;
use ts_rs::TS;

use crate::domain::event::CheckOutcome;

/// `GET /api/sessions/{id}/check-curve`
#[derive(Debug, Serialize, TS)]
pub struct CurveView {
    /// How far it is.
    pub state: CurveState,
    /// In order; empty until the first moment is done.
    pub points: Vec<CurvePoint>,
}

/// How far a check curve is.
#[derive(Debug, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CurveState {
    /// Nobody asked for it yet, or the service stopped before it was done.
    Idle,
    /// It is being run.
    Running {
        /// Moments that are done.
        #[ts(type = "number")]
        done: usize,
        /// All of them; 0 while they are looked for.
        #[ts(type = "number")]
        of: usize,
    },
    /// It ended early. What there is stays; asking again goes on.
    Failed {
        /// Why, in words.
        reason: String,
    },
}

/// The checks on the workspace as it was at a moment.
#[derive(Debug, Serialize, TS)]
pub struct CurvePoint {
    /// The last event that the workspace includes.
    #[ts(type = "number")]
    pub seq: u64,
    /// Working time of that event, microseconds.
    #[ts(type = "number")]
    pub time: i64,
    /// By check, in the order in which they ran; live checks are never among them.
    pub outcomes: Vec<CurveOutcome>,
}

/// What one check found at a moment.
#[derive(Debug, Serialize, TS)]
pub struct CurveOutcome {
    /// The check's id.
    pub check: String,
    /// Its outcome.
    pub outcome: CheckOutcome,
    /// What it saw, one sentence.
    pub summary: String,
}
