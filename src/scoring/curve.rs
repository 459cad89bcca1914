//! The check curve: what checks found in the workspace as it was at moments of a session.

use serde::Serialize;
use ts_rs::TS;

use super::error::ScoringError;
use super::service::Scoring;
use crate::domain::event::{CheckOutcome, CheckResult};
use crate::domain::ids::SessionId;

/// What the checks found in the workspace as it was at a moment.
#[derive(Debug, Serialize, TS)]
pub struct CurvePoint {
    /// The last event that the workspace includes.
    #[ts(type = "number")]
    pub seq: u64,
    /// Working time of that event in microseconds.
    #[ts(type = "number")]
    pub time: i64,
    /// By check, in the order in which they ran; live checks are never among them.
    pub outcomes: Vec<CurveOutcome>,
}

/// What one check found at a moment.
#[derive(Debug, Serialize, TS)]
pub struct CurveOutcome {
    pub check: String,
    pub outcome: CheckOutcome,
    /// What it saw, one sentence.
    pub summary: String,
}

impl Scoring {
    /// The moments that have been checked, in order.
    pub async fn curve(
        &self,
        session: SessionId,
        reader: &str,
    ) -> Result<Vec<CurvePoint>, ScoringError> {
        self.require_sight(session, reader).await?;
        let mut points = Vec::new();
        for (seq, results) in self.store.curve(session).await? {
            let event = self.store.events(session, seq - 1, 1).await?;
            let Some(event) = event.first() else { continue };
            points.push(CurvePoint {
                seq,
                time: event.decode()?.active,
                outcomes: results.into_iter().map(outcome).collect(),
            });
        }
        Ok(points)
    }
}

fn outcome(result: CheckResult) -> CurveOutcome {
    CurveOutcome {
        check: result.check,
        outcome: result.outcome,
        summary: result.summary,
    }
}
