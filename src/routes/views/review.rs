//! What pages get and send about reviews and scores.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where my review of a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum MyReview {
    /// I have none.
    None,
    /// I began one.
    Draft,
    /// I submitted one.
    Submitted,
    /// I chose to see everything instead, and can no longer submit one.
    Forgone,
}

/// On what a session's score rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ScoreKind {
    /// One review.
    Single,
    /// Reviews that agree; not decided.
    Agreed,
    /// Nothing: reviews lie too far apart.
    Disputed,
    /// A decision.
    Final,
}

/// A question that was put to the candidate.
#[derive(Debug, Serialize, TS)]
pub struct AskedView {
    /// Its id in the manifest.
    pub question: String,
    /// As it was shown.
    pub asks: String,
    /// The last answer.
    pub answer: Option<String>,
    /// Whether time ran out while it was written.
    pub unfinished: bool,
    /// Where it was asked.
    #[ts(type = "number")]
    pub asked_seq: u64,
    /// Where the last answer was given.
    #[ts(type = "number | null")]
    pub answered_seq: Option<u64>,
}

/// `POST /api/sessions/{id}/review/time`: the page is looked at.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BeatRequest {
    /// It was out of sight or idle before: what lies between does not count.
    pub resumed: bool,
}

/// What was measured so far.
#[derive(Debug, Serialize, TS)]
pub struct BeatView {
    /// Microseconds.
    #[ts(type = "number")]
    pub spent: i64,
}

/// `PUT /api/sessions/{id}/anchor`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnchorRequest {
    /// Each criterion of the rubric once.
    pub scores: Vec<AnchorScore>,
    /// From 0 to 100.
    pub final_score: u32,
    /// Why these.
    pub why: String,
}

/// A criterion's reference.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnchorScore {
    /// The criterion's id.
    pub criterion: String,
    /// Points of a level; none for "not observed".
    pub points: Option<u32>,
}
