//! How this installation scores: who sees what and when, and how far apart reviews may be.

use serde::Serialize;
use ts_rs::TS;

/// How far apart two judgements may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Distances {
    /// For a criterion, in levels, not in points.
    pub levels: u32,
    /// For the final score, in points.
    pub points: u32,
}

/// The rules of scoring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScoringPolicy {
    /// Whether reviewers see no name, verdict or other review until they have submitted their own.
    pub blind: bool,
    /// Reviews of one session that are further apart are disputed.
    pub reviews: Distances,
    /// A review of an anchor session that is further from the reference does not pass.
    pub anchors: Distances,
    /// How many anchor sessions a new reviewer must pass. If there are fewer, all of them.
    pub anchors_needed: u32,
}

impl Default for ScoringPolicy {
    fn default() -> Self {
        let distances = Distances {
            levels: 1,
            points: 15,
        };
        Self {
            blind: true,
            reviews: distances,
            anchors: distances,
            anchors_needed: 2,
        }
    }
}
