//! Scores of answers to questions about judgement, beside what the candidate did.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::evidence::Evidence;
use crate::rubric::Level;

/// The score of one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnswerScore {
    /// The question's id in the manifest.
    pub question: String,
    /// Points of one of [`answer_levels`]. `None` for "cannot be judged".
    pub points: Option<u32>,
    pub reason: String,
    /// Moments that support the answer, or contradict it.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// The same levels for every question. The scenario says what a strong answer shows.
pub fn answer_levels() -> Vec<Level> {
    [
        "No answer, or one that does not bear on the question.",
        "Answers in general terms; nothing of it follows from this session.",
        "Shows part of what a strong answer shows, and the session bears it out.",
        "Shows what a strong answer shows, borne out by what they did.",
    ]
    .into_iter()
    .zip(0..)
    .map(|(behaviour, points)| Level {
        points,
        behaviour: behaviour.to_owned(),
    })
    .collect()
}
