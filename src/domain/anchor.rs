//! An anchor session: judged with care once, so that others can be measured against it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ids::SessionId;
use super::time::Timestamp;

/// The scores that an anchor session deserves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Every criterion, as the rubric was then.
    pub criteria: Vec<ReferenceScore>,
    /// From 0 to 100.
    pub final_score: u32,
    /// Why these.
    pub why: String,
}

/// The level that an anchor session reaches on a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReferenceScore {
    /// The criterion's id.
    pub criterion: String,
    /// Its title.
    pub title: String,
    /// Points of the level; none for "not observed".
    pub points: Option<u32>,
    /// Points of all levels, from the weakest on.
    pub levels: Vec<u32>,
}

/// An anchor session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The session.
    pub session: SessionId,
    /// Its reference.
    pub reference: Reference,
    /// Since when it is one.
    pub set_at: Timestamp,
    /// Who made it one.
    pub set_by: String,
}
