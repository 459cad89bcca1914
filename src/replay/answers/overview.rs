//! The overview: what the desk's first screen shows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::done::{ClaimsView, CountsView, DoneView};
use super::metrics::{MetricsView, SeriesView};
use crate::domain::event::{HypothesisStatus, Word};
use crate::domain::sight::Sight;

/// `GET /api/sessions/{session}/replay`: enough for the desk's first screen.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReplayView {
    /// `None` once the index has every event. Until then, ask again for the rest.
    pub building: Option<BuildingView>,
    /// The last event in the index.
    #[ts(type = "number")]
    pub last_seq: u64,
    /// The time of that event.
    #[ts(type = "number")]
    pub end: i64,
    /// All terminals, also those that were closed.
    pub terminals: Vec<TerminalSpanView>,
    /// In order.
    pub marks: Vec<MarkView>,
    /// What the record leaves out because there was too much of it, in order.
    pub left_out: Vec<LeftOutView>,
    /// How many marks are left out because their lanes are full.
    #[ts(type = "number")]
    pub marks_omitted: u64,
    /// What a reviewer looks for, in order.
    pub markers: Vec<MarkerView>,
    /// Stretches in which the candidate did nothing, in order.
    pub idle: Vec<IdleView>,
    /// Bytes printed in each of 1,000 equal parts of the session.
    #[ts(type = "Array<number>")]
    pub output: Vec<u64>,
    /// One for each evaluation, in order.
    pub metrics: Vec<MetricsView>,
    /// What was measured, and with what. [`MetricsView::series`] is an index in it.
    pub series: Vec<SeriesView>,
    /// How many evaluations are left out because there were too many, or too many series.
    #[ts(type = "number")]
    pub metrics_omitted: u64,
    /// What happened, in about ten lines.
    pub summary: Vec<SummaryLineView>,
    /// How much there is of everything. The summary and `done` say the same numbers.
    pub counts: CountsView,
    /// What was done, and what the record does not show.
    pub done: Vec<DoneView>,
    /// Numbers of the final note. `None` while there is no note.
    pub claims: Option<ClaimsView>,
}

impl ReplayView {
    /// Leaves out this event and everything after it, for a reader for whom the trace ends there.
    /// The summary loses its lines about later events too.
    pub fn end_before(&mut self, seq: u64) {
        self.last_seq = Sight::last_before(Some(seq), self.last_seq);
        self.marks.retain(|mark| mark.seq < seq);
        self.markers.retain(|marker| marker.seq < seq);
        for marker in &mut self.markers {
            marker.followed.retain(|step| step.seq < seq);
            marker.revisions.retain(|revision| revision.seq < seq);
        }
        self.done
            .retain(|done| done.first.is_none_or(|at| at < seq));
        for done in &mut self.done {
            done.items.retain(|item| item.seq.is_none_or(|at| at < seq));
        }
        self.claims.take_if(|claims| claims.seq >= seq);
        self.metrics.retain(|metrics| metrics.seq < seq);
        self.left_out.retain(|left_out| left_out.seq < seq);
        let before = |line: &SummaryLineView| line.seq.is_none_or(|at| at < seq);
        self.summary.retain(before);
    }
}

/// How far an index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BuildingView {
    /// Events in the index.
    #[ts(type = "number")]
    pub done: u64,
    /// Events in the trace.
    #[ts(type = "number")]
    pub of: u64,
}

/// A terminal, from its opening to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TerminalSpanView {
    pub terminal: u32,
    /// The event that first opened it.
    #[ts(type = "number")]
    pub opened_seq: u64,
    /// The event that closed it, unless it was opened again.
    #[ts(type = "number | null")]
    pub closed_seq: Option<u64>,
    /// In bytes.
    #[ts(type = "number")]
    pub output: u64,
}

/// Where a mark is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LaneView {
    /// What terminals print: no marks, only the volume.
    Terminal,
    Commands,
    /// Changes to files.
    Edits,
    Models,
    /// Spans and calls of the pipeline's stages.
    Vectors,
    Evals,
    /// The journal.
    Notes,
    /// Messages and questions, with replies and answers.
    Messages,
    /// The session itself, its recording, its checks.
    Session,
}

/// A single thing on a lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkView {
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    pub lane: LaneView,
    /// One line, at most 120 characters.
    pub label: String,
    /// For example a failed command, a refused call or a stopped recorder.
    pub bad: bool,
    /// When it ended, if it has a duration.
    #[ts(type = "number | null")]
    pub end: Option<i64>,
    pub word: Word,
}

/// What a marker is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MarkerKind {
    /// The first look at a file that a fault touches.
    FirstLook,
    /// The first change to such a file.
    FirstChange,
    /// A supposed cause, and what followed it.
    Hypothesis,
    /// The first evaluation that succeeded.
    FirstPass,
    /// An evaluation better than every one before it in its series.
    Improvement,
    /// An evaluation worse than the one before it in its series.
    Regression,
    /// At least ten minutes in which the candidate did nothing.
    LongIdle,
    /// At least 1 KiB was pasted at once.
    LargePaste,
    /// What the host saw contradicts it.
    Contradiction,
}

/// What a reviewer looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkerView {
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// What it is about.
    pub kind: MarkerKind,
    pub label: String,
    /// Only of a hypothesis: its status when it was first written, like `label`.
    pub status: Option<HypothesisStatus>,
    /// Only of a hypothesis: its later texts and statuses, oldest first.
    pub revisions: Vec<RevisionView>,
    /// How many revisions before the last of them are left out.
    pub revisions_omitted: u32,
    /// Only of a hypothesis: what was done next.
    pub followed: Vec<StepView>,
    pub word: Word,
    /// What speaks against it, in words.
    pub doubt: Option<String>,
}

/// What a note says since it was edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RevisionView {
    #[ts(type = "number")]
    pub seq: u64,
    /// When this was written.
    #[ts(type = "number")]
    pub time: i64,
    /// In a marker one line, at most 120 characters.
    pub text: String,
    /// Only of a hypothesis.
    pub status: Option<HypothesisStatus>,
    pub word: Word,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepView {
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    pub text: String,
    pub word: Word,
}

/// More than a minute in which the candidate did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IdleView {
    /// The time of the last activity before it.
    #[ts(type = "number")]
    pub from: i64,
    /// The time of the first activity after it.
    #[ts(type = "number")]
    pub to: i64,
    /// The event of the last activity before it.
    #[ts(type = "number")]
    pub from_seq: u64,
    /// The event of the first activity after it.
    #[ts(type = "number")]
    pub to_seq: u64,
}

/// What the record leaves out of one kind during one stretch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOutView {
    /// The event that says so: the one that ended the stretch or, if it has not ended, the one that
    /// began it.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// `commands`, `spans`, …
    pub what: String,
    /// The same in words.
    pub says: String,
    /// Exact once `over`.
    #[ts(type = "number")]
    pub count: u64,
    pub over: bool,
    /// Whose word the count is.
    pub word: Word,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SummaryLineView {
    /// What it is about; empty if it continues the line before.
    pub label: String,
    pub text: String,
    /// The moment that it is about; `None` if it is about the whole session.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
    pub word: Word,
}

/// `GET /api/sessions/{session}/replay/activity?from=&to=&bins=`: by default the whole session in
/// 1,000 parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ActivityView {
    /// The start that was used.
    #[ts(type = "number")]
    pub from: i64,
    /// The end that was used, exclusive.
    #[ts(type = "number")]
    pub to: i64,
    /// Bytes printed in each part.
    #[ts(type = "Array<number>")]
    pub output: Vec<u64>,
    /// Bytes typed or pasted in each part.
    #[ts(type = "Array<number>")]
    pub input: Vec<u64>,
}
