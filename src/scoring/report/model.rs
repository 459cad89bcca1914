//! A report, as pages show it and as it is written to a file.

use serde::Serialize;
use ts_rs::TS;

use super::front::Front;
use super::parts::{AnswerReport, ConstraintReport, CriterionReport, MessageReport, ReviewReport};
use crate::domain::adjudication::{LogEntry, Standing};
use crate::domain::anchor::Reference;
use crate::domain::event::CheckResult;
use crate::domain::ids::SessionId;
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;

/// One session: its score, what the score rests on, and the evidence.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Report {
    pub session: SessionId,
    /// The session's short name.
    pub short: String,
    pub title: String,
    /// The title of the track, if the scenario has several.
    pub track: Option<String>,
    /// Tells candidates apart.
    pub label: String,
    pub state: SessionState,
    /// When it was handed in.
    pub submitted_at: Option<Timestamp>,
    /// Working time in microseconds.
    #[ts(type = "number")]
    pub active: i64,
    /// Whether something could not be recorded.
    pub degraded: bool,
    /// What is left out of the record because there was too much of it, in words.
    pub left_out: Vec<String>,
    /// The score, and what it rests on.
    pub standing: Standing,
    /// What the first page says, for somebody who has a minute.
    pub front: Front,
    /// In the rubric's order.
    pub criteria: Vec<CriterionReport>,
    /// Questions to the candidate's judgement, in the manifest's order.
    pub answers: Vec<AnswerReport>,
    /// Every submitted review, in the order of submission.
    pub reviews: Vec<ReviewReport>,
    /// Messages and the replies to them.
    pub messages: Vec<MessageReport>,
    /// What production imposed, with the results of checks.
    pub constraints: Vec<ConstraintReport>,
    /// What the automatic checks found.
    pub checks: Vec<CheckResult>,
    pub final_note: Option<String>,
    /// Whether time ran out while the final note was written.
    pub note_unfinished: bool,
    /// Whether scenario, rubric and checks are today's instead of those that the session was
    /// invited with.
    pub other_edition: bool,
    /// From reviews to the final score, in order.
    pub log: Vec<LogEntry>,
    /// The rules that were applied.
    pub policy: ScoringPolicy,
    /// The reference, if this session is an anchor.
    pub anchor: Option<Reference>,
    /// When the report was made.
    pub made_at: Timestamp,
}
