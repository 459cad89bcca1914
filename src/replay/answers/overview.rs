//! The overview: what the desk's first screen shows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::event::{HypothesisStatus, Word};

/// `GET /api/sessions/{session}/replay`: enough for the desk's first screen.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReplayView {
    /// How far the index is, while it does not have every event yet. Ask again for the rest.
    pub building: Option<BuildingView>,
    /// The last event that is in the index.
    #[ts(type = "number")]
    pub last_seq: u64,
    /// Its time.
    #[ts(type = "number")]
    pub end: i64,
    /// Every terminal there ever was.
    pub terminals: Vec<TerminalSpanView>,
    /// Single things on lanes, in order.
    pub marks: Vec<MarkView>,
    /// What the record leaves out because there was too much of it, in order.
    pub left_out: Vec<LeftOutView>,
    /// Marks that are left out because a lane has too many.
    #[ts(type = "number")]
    pub marks_omitted: u64,
    /// What a reviewer looks for, in order.
    pub markers: Vec<MarkerView>,
    /// Stretches in which nothing happened that a candidate does, in order.
    pub idle: Vec<IdleView>,
    /// Bytes printed in each of 1,000 equal parts of the whole.
    #[ts(type = "Array<number>")]
    pub output: Vec<u64>,
    /// Metrics of evaluations, in order; empty if the trace has none.
    pub metrics: Vec<MetricsView>,
    /// What happened, in about ten lines.
    pub summary: Vec<SummaryLineView>,
}

impl ReplayView {
    /// Leaves out this event and everything after it, for somebody to whom the trace ends there.
    /// What the summary says of checks goes with them.
    pub fn end_before(&mut self, seq: u64) {
        self.last_seq = self.last_seq.min(seq.saturating_sub(1));
        self.marks.retain(|mark| mark.seq < seq);
        self.markers.retain(|marker| marker.seq < seq);
        self.metrics.retain(|metrics| metrics.seq < seq);
        self.left_out.retain(|left_out| left_out.seq < seq);
        let before = |line: &SummaryLineView| line.seq.is_none_or(|at| at < seq);
        self.summary.retain(before);
    }
}

/// How far an index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BuildingView {
    /// Events that are in it.
    #[ts(type = "number")]
    pub done: u64,
    /// Events that there are.
    #[ts(type = "number")]
    pub of: u64,
}

/// A terminal, from its opening to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TerminalSpanView {
    /// Its number.
    pub terminal: u32,
    /// Where it was opened first.
    #[ts(type = "number")]
    pub opened_seq: u64,
    /// Where it was closed, if it was and did not open again.
    #[ts(type = "number | null")]
    pub closed_seq: Option<u64>,
    /// Bytes that it printed.
    #[ts(type = "number")]
    pub output: u64,
}

/// Where a mark is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LaneView {
    /// What terminals print; has no marks, only volume.
    Terminal,
    /// Commands.
    Commands,
    /// Changes of files.
    Edits,
    /// Model calls.
    Models,
    /// Spans and calls of the pipeline's stages.
    Vectors,
    /// Evaluations.
    Evals,
    /// The journal.
    Notes,
    /// Messages, questions and what was written about them.
    Messages,
    /// The session itself, its recording, its checks.
    Session,
}

/// A single thing on a lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// Where it is shown.
    pub lane: LaneView,
    /// One line, shortened.
    pub label: String,
    /// A failed command, a refused call, a lost recording.
    pub bad: bool,
    /// When it ended, if it lasts.
    #[ts(type = "number | null")]
    pub end: Option<i64>,
    /// Whose word it is.
    pub word: Word,
}

/// What a marker is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MarkerKind {
    /// The first look at a file that a fault touches.
    FirstLook,
    /// The first change of such a file.
    FirstChange,
    /// A supposed cause, and what followed it.
    Hypothesis,
    /// The first evaluation that succeeded.
    FirstPass,
    /// An evaluation better than every one before it.
    Improvement,
    /// An evaluation worse than the one before it.
    Regression,
    /// A long stretch in which nothing happened.
    LongIdle,
    /// Much was pasted at once.
    LargePaste,
    /// What the host saw speaks against it.
    Contradiction,
}

/// What a reviewer looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkerView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// What it is about.
    pub kind: MarkerKind,
    /// One line.
    pub label: String,
    /// Of a hypothesis: where it stood at the end.
    pub status: Option<HypothesisStatus>,
    /// Of a hypothesis: what was done next, and how its standing changed.
    pub followed: Vec<StepView>,
    /// Whose word it is.
    pub word: Word,
    /// What speaks against it, in words.
    pub doubt: Option<String>,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// One line.
    pub text: String,
    /// Whose word it is.
    pub word: Word,
}

/// More than a minute in which nothing happened that a candidate does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IdleView {
    /// When the last thing before it happened.
    #[ts(type = "number")]
    pub from: i64,
    /// When the first thing after it happened.
    #[ts(type = "number")]
    pub to: i64,
    /// The last thing before it.
    #[ts(type = "number")]
    pub from_seq: u64,
    /// The first thing after it.
    #[ts(type = "number")]
    pub to_seq: u64,
}

/// The metrics of one evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricsView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// By name.
    pub values: BTreeMap<String, f64>,
    /// Whose word it is.
    pub word: Word,
    /// What speaks against it, in words.
    pub doubt: Option<String>,
}

/// What the record leaves out of one kind, for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOutView {
    /// The event that says it: of its end, or, if it goes on, of its beginning.
    #[ts(type = "number")]
    pub seq: u64,
    /// When that was said.
    #[ts(type = "number")]
    pub time: i64,
    /// What: `commands`, `spans`, …
    pub what: String,
    /// The same in words.
    pub says: String,
    /// How many; exact once it is over.
    #[ts(type = "number")]
    pub count: u64,
    /// Whether it is over.
    pub over: bool,
    /// Whose word the number is.
    pub word: Word,
}

/// A line of what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SummaryLineView {
    /// What it is about; empty if it goes on with the line before.
    pub label: String,
    /// What happened.
    pub text: String,
    /// The moment it speaks of; none if it is about the whole.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
    /// Whose word it is.
    pub word: Word,
}

/// `GET /api/sessions/{session}/replay/activity?from=&to=&bins=`: by default the whole in 1,000.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ActivityView {
    /// From, as used.
    #[ts(type = "number")]
    pub from: i64,
    /// Up to, as used, exclusive.
    #[ts(type = "number")]
    pub to: i64,
    /// Bytes printed in each part.
    #[ts(type = "Array<number>")]
    pub output: Vec<u64>,
    /// Bytes typed or pasted in each part.
    #[ts(type = "Array<number>")]
    pub input: Vec<u64>,
}
