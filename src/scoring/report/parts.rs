//! What a report consists of: criteria, answers, reviews, messages and constraints, each with its
//! evidence.

use serde::Serialize;
use ts_rs::TS;

use crate::domain::event::{CheckResult, Word};
use crate::domain::review::{ClaimVerdict, Kept, Pinned};
use crate::domain::time::Timestamp;
use crate::scoring::review::anchors::Qualification;

/// One criterion, as each reviewer scored it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CriterionReport {
    pub id: String,
    pub title: String,
    pub question: String,
    /// Share in what the levels add up to, relative to the sum of all weights.
    pub weight: u32,
    /// The points of all levels, weakest first.
    pub levels: Vec<u32>,
    /// By how many levels the reviews that count differ; `None` with fewer than two.
    pub apart: Option<u32>,
    /// Some reviews that count observed it, and some did not.
    pub split: bool,
    /// One for each reviewer who scored it.
    pub marks: Vec<Mark>,
}

/// What one reviewer gave a criterion or an answer.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Mark {
    pub reviewer: String,
    /// `None` for "not observed".
    pub points: Option<u32>,
    /// What the level says.
    pub behaviour: Option<String>,
    pub reason: String,
    /// Moments that show it.
    pub evidence: Vec<Seen>,
    /// What the blind review gave, if its reviewer corrected it. Agreement is computed from that.
    pub corrected: Option<CorrectedMark>,
}

impl Mark {
    /// What the blind review gave.
    pub fn blind_points(&self) -> Option<u32> {
        self.corrected.as_ref().map_or(self.points, |it| it.from)
    }
}

/// What a correction replaced.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CorrectedMark {
    /// The points of the blind review; `None` for "not observed".
    pub from: Option<u32>,
    /// The reason for the last correction.
    pub why: String,
}

/// A range of the trace, with its times.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Seen {
    /// The first event.
    #[ts(type = "number")]
    pub from_seq: u64,
    /// The last event, inclusive.
    #[ts(type = "number")]
    pub to_seq: u64,
    /// Working time of the first event in microseconds.
    #[ts(type = "number")]
    pub from: i64,
    /// Working time of the last event in microseconds.
    #[ts(type = "number")]
    pub to: i64,
    /// The kind of the first event.
    pub kind: String,
    /// The weakest word in the range; `None` if the range is not in the trace any more.
    pub word: Option<Word>,
    /// What the reviewer saw there.
    pub note: String,
    /// What the page showed when it was pinned. May be empty.
    pub label: String,
    pub what: Pinned,
}

/// A question, its answer, and how it was scored.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AnswerReport {
    pub question: String,
    /// What was or would have been asked.
    pub asks: String,
    /// What a strong answer shows; `None` if the scenario no longer has the question.
    pub strong: Option<String>,
    /// The moment at which it is asked, in words.
    pub when: String,
    /// `None` if its moment did not come.
    pub asked: Option<Seen>,
    pub answer: Option<String>,
    /// Whether time ran out while the answer was written.
    pub unfinished: bool,
    /// When the last answer was given.
    pub answered: Option<Seen>,
    /// One for each reviewer.
    pub marks: Vec<Mark>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct ReviewReport {
    pub reviewer: String,
    /// Whether it counts, and why.
    pub qualification: Qualification,
    /// From 0 to 100.
    pub final_score: Option<u32>,
    pub final_reason: String,
    /// What its levels add up to, from 0 to 100; `None` if nothing was observed.
    pub from_levels: Option<u32>,
    /// Why the final score is far from that. Empty if it is not.
    pub departure: String,
    /// The final score of the blind review, if its reviewer corrected it.
    pub corrected: Option<CorrectedMark>,
    pub submitted_at: Option<Timestamp>,
    /// Time spent on it in microseconds, as the service measured it; 0 if it was not measured.
    #[ts(type = "number")]
    pub spent: i64,
    /// What it says about the candidate's claims.
    pub claims: Vec<ClaimReport>,
}

/// A claim of the final note, and what the trace says about it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ClaimReport {
    /// Where it begins in the final note, in characters.
    pub from: u32,
    pub text: String,
    pub verdict: ClaimVerdict,
    pub reason: String,
    /// The moments that show it.
    pub evidence: Vec<Seen>,
}

/// A stakeholder's message.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MessageReport {
    /// A role.
    pub from: String,
    /// Markdown.
    pub message: String,
    /// When it arrived.
    pub seen: Seen,
    pub replies: Vec<String>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct ConstraintReport {
    pub id: String,
    /// One sentence, Markdown.
    pub says: String,
    /// How it is enforced, in words.
    pub how: String,
    /// The result of its check, if it has one that ran.
    pub check: Option<CheckResult>,
    /// What each reviewer says, if reviewers judge it.
    pub judged: Vec<ConstraintJudgement>,
}

/// What one reviewer says about a constraint.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ConstraintJudgement {
    pub reviewer: String,
    pub kept: Kept,
    pub reason: String,
    pub evidence: Vec<Seen>,
    /// Why it was corrected after the blind review, if it was.
    pub corrected: Option<String>,
}
