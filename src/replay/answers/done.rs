//! What was done and what the record does not show, in counts; and the final note's numbers.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::event::Word;

/// How much there is of everything in a session. Every place that says such a number takes it from
/// here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountsView {
    #[ts(type = "number")]
    pub commands: u64,
    /// Commands that ended with another status than 0.
    #[ts(type = "number")]
    pub commands_failed: u64,
    /// Lines of the pipeline's history.
    #[ts(type = "number")]
    pub evaluations: u64,
    /// Files that the candidate changed.
    #[ts(type = "number")]
    pub edited: u64,
    /// Questions to the pipeline, by their spans.
    #[ts(type = "number")]
    pub asks: u64,
    #[ts(type = "number")]
    pub hypotheses: u64,
    /// Messages of stakeholders.
    #[ts(type = "number")]
    pub messages: u64,
    #[ts(type = "number")]
    pub replies: u64,
    /// Questions to the candidate.
    #[ts(type = "number")]
    pub questions: u64,
    #[ts(type = "number")]
    pub answered: u64,
}

/// One thing that a reviewer wants to know whether it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoneView {
    /// What it is about.
    pub label: String,
    #[ts(type = "number")]
    pub count: u64,
    /// In words. "Never" means that nothing in the record shows it.
    pub text: String,
    /// What the count rests on, and what it cannot know.
    pub rests_on: String,
    /// The first moment; `None` if there is none.
    #[ts(type = "number | null")]
    pub first: Option<u64>,
    pub word: Word,
    /// Each of them, or each that is missing; at most 40.
    pub items: Vec<DoneItemView>,
    /// How many items are left out.
    #[ts(type = "number")]
    pub omitted: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoneItemView {
    pub text: String,
    /// Its moment; `None` if there is none.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
}

/// Numbers of the final note that look like a metric: shares with a point, and percentages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClaimsView {
    /// The event that has the note.
    #[ts(type = "number")]
    pub seq: u64,
    /// In the order of the note; at most 100.
    pub claims: Vec<ClaimView>,
    /// How many more the note has.
    pub omitted: u32,
}

/// What shows a number of the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ShownBy {
    /// An evaluation has a metric that is rounded to it.
    Evaluation,
    /// A terminal showed a number that is rounded to it, whatever that was.
    Terminal,
    /// Nothing in the record.
    Nothing,
}

/// A number of the note. Whether it is right is the reviewer's to judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClaimView {
    /// As the note writes it.
    pub text: String,
    /// The line of the note, from 1.
    pub line: u32,
    /// The words around it.
    pub snippet: String,
    /// Where in the snippet it is, in UTF-16 units.
    pub found: (u32, u32),
    pub shown: ShownBy,
    /// Of an evaluation: which metric it is, and of which series.
    pub says: Option<String>,
    /// The evaluation, the latest if there are several, or the first moment when a terminal showed it.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
}
