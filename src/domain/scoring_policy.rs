//! How this installation scores: who sees what when, and how far reviews may lie apart.

use serde::Serialize;
use ts_rs::TS;

/// How far apart two judgements may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Distances {
    /// Levels of a criterion, counted in levels and not in points.
    pub levels: u32,
    /// Points of the final score.
    pub points: u32,
}

/// The rules of scoring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScoringPolicy {
    /// Whether reviewers see no name, no verdict and no other review before theirs is submitted.
    pub blind: bool,
    /// Reviews of one session that lie further apart are disputed.
    pub reviews: Distances,
    /// A review of an anchor session that lies further from the reference does not pass.
    pub anchors: Distances,
    /// How many anchor sessions a new reviewer has to pass; as many as there are, if fewer.
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
