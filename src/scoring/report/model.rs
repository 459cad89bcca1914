//! A report, as pages show it and as it is written to a file.

use serde::Serialize;
use ts_rs::TS;

use crate::domain::adjudication::{LogEntry, Standing};
use crate::domain::anchor::Reference;
use crate::domain::event::{CheckResult, Word};
use crate::domain::ids::SessionId;
use crate::domain::review::ClaimVerdict;
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;
use crate::scoring::review::anchors::Qualification;

/// One session: its score, on what it rests, and the evidence.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Report {
    /// The session.
    pub session: SessionId,
    /// What people call it.
    pub short: String,
    /// Scenario's title.
    pub title: String,
    /// To tell candidates apart.
    pub label: String,
    /// Where it stands.
    pub state: SessionState,
    /// When it was handed in.
    pub submitted_at: Option<Timestamp>,
    /// Time worked, microseconds.
    #[ts(type = "number")]
    pub active: i64,
    /// Whether something could not be recorded.
    pub degraded: bool,
    /// What is left out of the record because there was too much of it, in words.
    pub left_out: Vec<String>,
    /// The score, and on what it rests.
    pub standing: Standing,
    /// In the rubric's order.
    pub criteria: Vec<CriterionReport>,
    /// Questions to the candidate's judgement, in the manifest's order.
    pub answers: Vec<AnswerReport>,
    /// Every submitted review, in the order of submission.
    pub reviews: Vec<ReviewReport>,
    /// Messages and what was written back.
    pub messages: Vec<MessageReport>,
    /// What production imposed, and what its check says where there is one.
    pub constraints: Vec<ConstraintReport>,
    /// The judgement of the automatic checks.
    pub checks: Vec<CheckResult>,
    /// The candidate's last words.
    pub final_note: Option<String>,
    /// Whether time ran out while they were written.
    pub note_unfinished: bool,
    /// Whether scenario, rubric and checks are today's, and not those that the session was invited
    /// with.
    pub other_edition: bool,
    /// From reviews to the final score, in order.
    pub log: Vec<LogEntry>,
    /// The rules that were applied.
    pub policy: ScoringPolicy,
    /// The reference, if this session is an anchor.
    pub anchor: Option<Reference>,
    /// When this was put together.
    pub made_at: Timestamp,
}

/// One criterion, as each reviewer judged it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CriterionReport {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What was looked for.
    pub question: String,
    /// Points of all levels, from the weakest on.
    pub levels: Vec<u32>,
    /// How many levels the reviews that count lie apart; none with fewer than two.
    pub apart: Option<u32>,
    /// A review that counts observed it and another did not.
    pub split: bool,
    /// One a reviewer who scored it.
    pub marks: Vec<Mark>,
}

/// What one reviewer gave a criterion or an answer.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Mark {
    /// Whose.
    pub reviewer: String,
    /// Points; none for "not observed".
    pub points: Option<u32>,
    /// What the level says.
    pub behaviour: Option<String>,
    /// Why.
    pub reason: String,
    /// Moments that show it.
    pub evidence: Vec<Seen>,
}

/// A range of the trace, with its times.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Seen {
    /// First event.
    #[ts(type = "number")]
    pub from_seq: u64,
    /// Last event.
    #[ts(type = "number")]
    pub to_seq: u64,
    /// Working time of the first, microseconds.
    #[ts(type = "number")]
    pub from: i64,
    /// Working time of the last.
    #[ts(type = "number")]
    pub to: i64,
    /// The kind of the first.
    pub kind: String,
    /// The least that one relies on within it; none if it is no longer within the trace.
    pub word: Option<Word>,
    /// What one sees there.
    pub note: String,
}

/// A question, its answer, and how it was scored.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AnswerReport {
    /// Its id.
    pub question: String,
    /// What was or would have been asked.
    pub asks: String,
    /// What a strong answer shows; none if the scenario no longer has the question.
    pub strong: Option<String>,
    /// The moment at which it is asked, in words.
    pub when: String,
    /// Where it was asked; none if its moment did not come.
    pub asked: Option<Seen>,
    /// The last answer.
    pub answer: Option<String>,
    /// Whether time ran out while that was written.
    pub unfinished: bool,
    /// Where that was given.
    pub answered: Option<Seen>,
    /// One a reviewer.
    pub marks: Vec<Mark>,
}

/// One submitted review.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReviewReport {
    /// Whose.
    pub reviewer: String,
    /// Whether it counts, and why.
    pub qualification: Qualification,
    /// From 0 to 100.
    pub final_score: Option<u32>,
    /// Why.
    pub final_reason: String,
    /// When.
    pub submitted_at: Option<Timestamp>,
    /// Time spent on it, microseconds, as the service measured it; 0 if it was not measured.
    #[ts(type = "number")]
    pub spent: i64,
    /// What it says of the candidate's claims.
    pub claims: Vec<ClaimReport>,
}

/// A claim of the final note, and what the trace says about it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ClaimReport {
    /// Where it begins, in characters.
    pub from: u32,
    /// The words.
    pub text: String,
    /// What was found.
    pub verdict: ClaimVerdict,
    /// Why.
    pub reason: String,
    /// The moments that show it.
    pub evidence: Vec<Seen>,
}

/// A stakeholder's message.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MessageReport {
    /// Who it is from, a role.
    pub from: String,
    /// Markdown.
    pub message: String,
    /// Where it came.
    pub seen: Seen,
    /// What was written back.
    pub replies: Vec<String>,
}

/// Something that production imposed.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ConstraintReport {
    /// One sentence, Markdown.
    pub says: String,
    /// How it is seen to, in words.
    pub how: String,
    /// What its check says, if there is one that ran.
    pub check: Option<CheckResult>,
}
