//! What a practitioner scores against.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Criteria, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// At least one. The ids are unique.
    pub criterion: Vec<Criterion>,
}

/// One thing that is scored on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Never changes once reviews use it.
    pub id: String,
    /// As pages show it.
    pub title: String,
    /// What to look for.
    pub question: String,
    /// Share in the suggested score, relative to the sum of all weights.
    pub weight: u32,
    /// Two or more levels of observable behaviour, from weakest to strongest.
    pub level: Vec<Level>,
}

/// Observable behaviour, and its points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Increases from level to level.
    pub points: u32,
    /// What a candidate on this level can be seen to do.
    pub behaviour: String,
}

impl Criterion {
    /// The points of the strongest level.
    pub fn best(&self) -> u32 {
        self.level
            .iter()
            .map(|level| level.points)
            .max()
            .unwrap_or(0)
    }

    /// Which level has these points, counted from the weakest. Distances are counted in levels,
    /// because points may increase unevenly.
    pub fn rank(&self, points: u32) -> Option<u32> {
        let index = self.level.iter().position(|level| level.points == points)?;
        u32::try_from(index).ok()
    }
}
