//! A moment: everything as it was after an event.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::overview::MetricsView;
use crate::domain::event::{Event, FileVersion, HypothesisStatus, Word};

/// The kind of a note, in the words that candidates' pages use for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "NoteKind")]
pub enum NoteWord {
    /// A supposed cause.
    Hypothesis,
    /// What speaks for or against something.
    Evidence,
    /// A decision.
    Decision,
    /// A change and why.
    Fix,
    /// Anything else.
    Free,
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
    /// The event itself, as it is in the trace: its kind may be one that this program does not know.
    #[ts(as = "Event")]
    pub event: Value,
    /// Whose word it is; none of a kind that is not known.
    pub word: Option<Word>,
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
    /// Whose word all this is.
    pub word: Word,
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
    pub kind: NoteWord,
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
    pub answers: Vec<AnswerAtView>,
}

/// An answer, or a revision of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AnswerAtView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// When.
    #[ts(type = "number")]
    pub time: i64,
    /// The text.
    pub text: String,
    /// Whether time ran out while it was written.
    pub unfinished: bool,
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
