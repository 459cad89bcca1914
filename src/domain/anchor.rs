//! An anchor session: scored with care once, so that other reviewers can be compared with it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ids::SessionId;
use super::time::Timestamp;

/// The scores that an anchor session should get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Every criterion, as the rubric was then.
    pub criteria: Vec<ReferenceScore>,
    /// From 0 to 100.
    pub final_score: u32,
    pub why: String,
}

/// The level that an anchor session reaches on a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReferenceScore {
    /// The criterion's id.
    pub criterion: String,
    /// As pages show it.
    pub title: String,
    /// Points of the level. `None` for "not observed".
    pub points: Option<u32>,
    /// Points of all levels, from the weakest to the strongest.
    pub levels: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub session: SessionId,
    pub reference: Reference,
    /// When it became an anchor.
    pub set_at: Timestamp,
    /// The name of the practitioner who made it one.
    pub set_by: String,
}

/// `PUT /api/sessions/{id}/anchor`: the reference of a session that becomes an anchor.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnchorRequest {
    /// Each criterion of the rubric once.
    pub scores: Vec<AnchorScore>,
    /// From 0 to 100.
    pub final_score: u32,
    pub why: String,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnchorScore {
    /// The criterion's id.
    pub criterion: String,
    /// Points of a level. `None` for "not observed".
    pub points: Option<u32>,
}
