//! What a practitioner scores against.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Criteria, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// At least one; ids are unique.
    pub criterion: Vec<Criterion>,
}

/// One thing that is scored on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Stable name.
    pub id: String,
    /// What it is called on the page.
    pub title: String,
    /// What to look for.
    pub question: String,
    /// Share in the suggested score; all weights are relative to their sum.
    pub weight: u32,
    /// Two or more levels of observable behaviour, from weakest to strongest.
    pub level: Vec<Level>,
}

/// Observable behaviour, and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Points, rising from level to level.
    pub points: u32,
    /// What one sees a candidate do who is on this level.
    pub behaviour: String,
}

impl Criterion {
    /// The most points.
    pub fn best(&self) -> u32 {
        self.level
            .iter()
            .map(|level| level.points)
            .max()
            .unwrap_or(0)
    }

    /// Which level has these points, counted from the weakest; distances are counted in levels,
    /// because points may rise unevenly.
    pub fn rank(&self, points: u32) -> Option<u32> {
        let index = self.level.iter().position(|level| level.points == points)?;
        u32::try_from(index).ok()
    }
}
