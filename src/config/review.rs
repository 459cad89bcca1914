//! Options of scoring.

use crate::domain::scoring_policy::{Distances, ScoringPolicy};

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// Options of scoring.
#[derive(Clone, Debug, clap::Args)]
pub struct ReviewArgs {
    /// Whether reviewers see no name, no automatic verdict and no other review of a session until
    /// they have submitted theirs.
    #[arg(long, env = "ASSAY_BLIND", default_value = "on", value_name = "ON|OFF")]
    pub blind: Switch,
    /// Reviews of one session are disputed if a criterion's levels are more than this far apart.
    #[arg(
        long,
        env = "ASSAY_LEVELS_APART",
        default_value_t = 1,
        value_name = "N"
    )]
    pub levels_apart: u32,
    /// Reviews of one session are disputed if their final scores are more than this many points
    /// apart.
    #[arg(
        long,
        env = "ASSAY_POINTS_APART",
        default_value_t = 15,
        value_name = "N"
    )]
    pub points_apart: u32,
    /// How many anchor sessions a new reviewer has to pass before their reviews count. If there are
    /// fewer, all of them; with 0, none.
    #[arg(long, env = "ASSAY_ANCHORS", default_value_t = 2, value_name = "N")]
    pub anchors: u32,
    /// How many levels a review of an anchor session may be away from the reference.
    #[arg(
        long,
        env = "ASSAY_ANCHOR_LEVELS_APART",
        default_value_t = 1,
        value_name = "N"
    )]
    pub anchor_levels_apart: u32,
    /// How many points its final score may be away from the reference.
    #[arg(
        long,
        env = "ASSAY_ANCHOR_POINTS_APART",
        default_value_t = 15,
        value_name = "N"
    )]
    pub anchor_points_apart: u32,
}

impl ReviewArgs {
    pub fn policy(&self) -> ScoringPolicy {
        ScoringPolicy {
            blind: self.blind == Switch::On,
            reviews: Distances {
                levels: self.levels_apart,
                points: self.points_apart,
            },
            anchors: Distances {
                levels: self.anchor_levels_apart,
                points: self.anchor_points_apart,
            },
            anchors_needed: self.anchors,
        }
    }
}
