//! How the desk reads a trace without loading it: `docs/replay.md`.
//!
//! All times are working time in microseconds, and never go back from one event to the next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::NoteKind;
use crate::domain::event::{Event, FileVersion, HypothesisStatus};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
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
}

/// What a marker is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
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
}

/// What a reviewer looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
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
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct StepView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// One line.
    pub text: String,
}

/// More than a minute in which nothing happened that a candidate does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
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
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MetricsView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// By name.
    pub values: BTreeMap<String, f64>,
}

/// A line of what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SummaryLineView {
    /// What it is about; empty if it goes on with the line before.
    pub label: String,
    /// What happened.
    pub text: String,
    /// The moment it speaks of; none if it is about the whole.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
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

/// `GET /api/sessions/{session}/moment?seq=` or `?time=`: everything as it was after that event.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MomentView {
    /// The event; of a time, the last one until then.
    #[ts(type = "number")]
    pub seq: u64,
    /// Its time.
    #[ts(type = "number")]
    pub time: i64,
    /// The event itself.
    pub event: Event,
    /// Terminals that had been opened, by number.
    pub terminals: Vec<TerminalAtView>,
    /// Commands that were running, oldest first.
    pub commands: Vec<RunningView>,
    /// Files that differed from the start, by path.
    pub changed: Vec<ChangedView>,
    /// The journal, oldest note first.
    pub journal: Vec<JournalEntryView>,
    /// Messages that had come, oldest first.
    pub messages: Vec<MessageAtView>,
    /// Questions that had been asked, oldest first.
    pub questions: Vec<QuestionAtView>,
    /// The latest metrics.
    pub metrics: Option<MetricsView>,
}

/// A terminal as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TerminalAtView {
    /// Its number.
    pub terminal: u32,
    /// Whether its shell ran.
    pub open: bool,
    /// Columns.
    pub cols: u16,
    /// Rows.
    pub rows: u16,
    /// Bytes that it had printed: the next output event begins here.
    #[ts(type = "number")]
    pub offset: u64,
    /// Escape sequences that paint its screen on an empty one of the same size.
    pub screen: String,
    /// Bytes (base64) of a character of which the rest had not come; feed them after the screen.
    pub partial: String,
}

/// A command that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RunningView {
    /// Where it started.
    #[ts(type = "number")]
    pub seq: u64,
    /// When it started.
    #[ts(type = "number")]
    pub time: i64,
    /// The terminal's number.
    pub terminal: u32,
    /// The command's number in this terminal.
    pub command: u32,
    /// The command line, shortened.
    pub text: String,
    /// Where it ran.
    pub directory: Option<String>,
}

/// How a file differs from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeView {
    /// It was not there.
    Added,
    /// Its content or permission is another.
    Modified,
    /// It is gone.
    Deleted,
}

/// A file that differs from the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangedView {
    /// Below the workspace.
    pub path: String,
    /// How.
    pub change: ChangeView,
    /// The last event that changed it.
    #[ts(type = "number")]
    pub seq: u64,
    /// Whether every change of it was the scenario's.
    pub laid: bool,
}

/// A note as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct JournalEntryView {
    /// Its number.
    pub note: u32,
    /// Its kind.
    pub kind: NoteKind,
    /// Its text.
    pub text: String,
    /// Of a hypothesis: where it stands.
    pub status: Option<HypothesisStatus>,
    /// Where it was first written.
    #[ts(type = "number")]
    pub first_seq: u64,
    /// Where this revision was written.
    #[ts(type = "number")]
    pub seq: u64,
    /// When this revision was written.
    #[ts(type = "number")]
    pub time: i64,
    /// How often it was edited until then.
    pub revision: u32,
}

/// A text that the candidate wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WrittenView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// The text.
    pub text: String,
}

/// A message that had come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MessageAtView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// The inject's id.
    pub inject: String,
    /// Who it is from, a role.
    pub from: String,
    /// Markdown.
    pub message: String,
    /// Files that came with it.
    pub laid: Vec<String>,
    /// Paths that went with it.
    pub removed: Vec<String>,
    /// Paths that could not be laid or taken away.
    pub failed: Vec<String>,
    /// The event that brought its moment, if one did.
    #[ts(type = "number | null")]
    pub brought_by: Option<u64>,
    /// What was written back, oldest first.
    pub replies: Vec<WrittenView>,
}

/// A question that had been asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct QuestionAtView {
    /// Its id.
    pub question: String,
    /// The question.
    pub asks: String,
    /// Where it was asked.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// Every revision of the answer, oldest first.
    pub answers: Vec<WrittenView>,
}

/// `GET /api/sessions/{session}/replay/files?seq=`: the workspace as it was after that event.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WorkspaceView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// Every file there was then or at the start, by path. `.git` is not observed.
    pub files: Vec<WorkspaceFileView>,
}

/// A file then and at the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WorkspaceFileView {
    /// Below the workspace.
    pub path: String,
    /// As it was then; none if it was not there. Its content is a blob.
    pub now: Option<FileVersion>,
    /// As it was at the start; none if it was not there.
    pub start: Option<FileVersion>,
    /// Whether the two differ.
    pub changed: bool,
    /// Events that changed it until then, oldest first; of many, the last 100.
    #[ts(type = "Array<number>")]
    pub changes: Vec<u64>,
}

/// `GET /api/sessions/{session}/search?q=&kinds=&limit=`: best first.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SearchView {
    /// How far the index is, while it does not have every event yet: there may be more to find.
    pub building: Option<BuildingView>,
    /// What was found.
    pub hits: Vec<HitView>,
    /// How many there are in all.
    #[ts(type = "number")]
    pub total: u64,
    /// The query could not be read as one, and was taken as plain words.
    pub plain: bool,
}

/// What was searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceView {
    /// A command line.
    Command,
    /// A line that a terminal showed.
    Screen,
    /// A file's path.
    Path,
    /// Lines of a file that a change brought or took away.
    Change,
    /// What a model was asked.
    Request,
    /// What a model answered.
    Answer,
    /// A span's name and attributes.
    Span,
    /// A note.
    Note,
    /// A message, a question, an answer or a reply.
    Message,
    /// Anything else.
    Other,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HitView {
    /// The event; of a screen's line, the output that completed it.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// The lane that shows it.
    pub lane: LaneView,
    /// The event's kind.
    pub kind: String,
    /// What was searched.
    pub source: SourceView,
    /// Of a screen's line: the terminal's number.
    pub terminal: Option<u32>,
    /// Text around what was found. Text, never markup.
    pub snippet: String,
    /// What was found in it: from and up to, in UTF-16 units, as JavaScript slices.
    #[ts(type = "Array<[number, number]>")]
    pub found: Vec<(u32, u32)>,
}

/// `GET /api/sessions/{session}/asks`: questions that were put to the pipeline, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AsksView {
    /// How far the index is, while it does not have every event yet.
    pub building: Option<BuildingView>,
    /// The first 1,000.
    pub asks: Vec<AskRow>,
    /// Whether there are more.
    pub more: bool,
}

/// A question that was put to the pipeline, as far as its spans tell.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskRow {
    /// The event of its outermost span that came; names it in `/asks/{seq}`.
    #[ts(type = "number")]
    pub seq: u64,
    /// When that span came.
    #[ts(type = "number")]
    pub time: i64,
    /// The spans' trace id.
    pub trace: String,
    /// The outermost span's name.
    pub name: String,
    /// Microseconds it took, as the pipeline says.
    #[ts(type = "number")]
    pub duration: i64,
    /// Spans that came of it.
    pub spans: u32,
    /// Whether a span says that it failed.
    pub failed: bool,
}

/// `GET /api/sessions/{session}/asks/{seq}`: what is known of one question.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskView {
    /// As in the list.
    pub row: AskRow,
    /// Every span of it, in the order of their starts.
    pub spans: Vec<AskSpanView>,
    /// The pipeline's stages in their order: what is known of each, or that nothing is.
    pub stages: Vec<AskStageView>,
    /// Model calls that went through the gateway while it ran. They carry no trace id: they are
    /// told by time, so calls of another question at the same time are among them.
    pub calls: Vec<AskCallView>,
}

/// A span of a question.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskSpanView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// Its id.
    pub span: String,
    /// Its parent's id; empty at the root.
    pub parent: String,
    /// Its name.
    pub name: String,
    /// Microseconds after the outermost span's start.
    #[ts(type = "number")]
    pub start: i64,
    /// Microseconds it took.
    #[ts(type = "number")]
    pub duration: i64,
    /// As the pipeline sent them.
    #[ts(type = "Record<string, unknown>")]
    pub attributes: serde_json::Value,
}

/// A stage of the pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskStageView {
    /// Its name: lexical leg, dense leg, fused, reranked, packed, prompt, answer, validation.
    pub stage: String,
    /// Whether anything is known of it.
    pub known: bool,
    /// What is known in a line, or why nothing is.
    pub says: String,
    /// The event that tells.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
    /// Results in their order, if the pipeline sent them.
    pub results: Vec<AskResultView>,
}

/// A result of a stage, as the pipeline sent it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskResultView {
    /// What it is: a document, a chunk.
    pub id: String,
    /// What it is ordered by.
    pub score: Option<f64>,
}

/// A model call of a question.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskCallView {
    /// The event, which has the whole request and response.
    #[ts(type = "number")]
    pub seq: u64,
    /// The event's kind.
    pub kind: String,
    /// The model that was asked.
    pub model: String,
    /// What it was asked, message by message, as sent; of a large request, its beginning.
    pub messages: Vec<AskMessageView>,
    /// What it answered, as received.
    pub answer: Option<String>,
}

/// A message of a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AskMessageView {
    /// Its role.
    pub role: String,
    /// Its text.
    pub text: String,
}
