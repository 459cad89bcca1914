//! The check curve, as the desk shows it.

use serde::Serialize;
use ts_rs::TS;

pub use crate::scoring::{CurveOutcome, CurvePoint};

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
        /// Moments in all; 0 while they are being found.
        #[ts(type = "number")]
        of: usize,
    },
    /// It ended early. Its points stay, and asking again continues it.
    Failed {
        /// Why, in words.
        reason: String,
    },
}
