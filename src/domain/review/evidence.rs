//! Moments of a trace that support a judgement.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The most characters of a label.
pub const LONGEST_LABEL: usize = 200;

/// A range of a trace pinned to a criterion, an answer, a constraint or a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The first event.
    #[ts(type = "number")]
    pub from_seq: u64,
    /// The last event: the same one for a single moment.
    #[ts(type = "number")]
    pub to_seq: u64,
    /// What can be seen there. May be empty.
    pub note: String,
    /// What the page showed when it was pinned: "`halden eval`, recall 0.88". Empty in reviews from
    /// before there were labels. It may repeat what a candidate wrote.
    #[serde(default)]
    pub label: String,
    /// What kind of thing was pinned.
    #[serde(default)]
    pub what: Pinned,
}

/// What a reviewer looked at when they pinned it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Pinned {
    /// One moment, or something of an older review.
    #[default]
    Moment,
    /// A stretch of time.
    Range,
    Command,
    /// Lines that a terminal showed.
    Output,
    Evaluation,
    /// A file, or a hunk of its difference.
    Hunk,
    /// A question that was put to the pipeline.
    Ask,
    /// A call to a model.
    Call,
    /// An entry of the journal.
    Note,
    Message,
    /// A question to the candidate's judgement, or its answer.
    Question,
    /// A row of the list of events.
    Event,
}

impl Evidence {
    /// Whether it is within a trace of this length.
    pub fn is_within(&self, last_seq: u64) -> bool {
        self.from_seq >= 1 && self.from_seq <= self.to_seq && self.to_seq <= last_seq
    }

    /// Whether its label is one short line.
    pub fn has_fit_label(&self) -> bool {
        self.label.chars().count() <= LONGEST_LABEL && !self.label.chars().any(char::is_control)
    }
}
