//! What a practitioner scores against.

mod items;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use items::Item;

/// Criteria, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// Increases with every change that a reviewer could notice. 0 before rubrics had versions.
    #[serde(default)]
    pub version: u32,
    /// The version of the criteria that all scenarios share. Not written in files.
    #[serde(default)]
    pub common_version: u32,
    /// What changed from version to version, newest first.
    #[serde(default)]
    pub change: Vec<RubricChange>,
    /// At least one. The ids are unique.
    pub criterion: Vec<Criterion>,
}

/// What a version brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RubricChange {
    pub version: u32,
    /// The day, as `2026-12-01`.
    pub on: String,
    /// What changed, and why.
    pub says: String,
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
    /// What one can see or not see in a trace, for the levels. May be empty.
    #[serde(default)]
    pub item: Vec<Item>,
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

impl Rubric {
    /// The shared criteria, followed by a scenario's own.
    #[must_use]
    pub fn with(self, own: Self) -> Self {
        Self {
            version: own.version,
            common_version: self.version,
            change: own.change.into_iter().chain(self.change).collect(),
            criterion: self.criterion.into_iter().chain(own.criterion).collect(),
        }
    }

    /// As reviews and reports name it: the scenario's version, then that of the shared criteria.
    pub fn named(&self) -> String {
        format!("{}.{}", self.version, self.common_version)
    }
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
