//! A moment: everything as it was after an event.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::metrics::MetricsView;
use super::overview::RevisionView;
use crate::domain::event::{Event, FileVersion, HypothesisStatus, Word};

/// A note's kind, in the words of the candidate's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "NoteKind")]
pub enum NoteWord {
    /// A supposed cause.
    Hypothesis,
    /// What speaks for or against something.
    Evidence,
    Decision,
    /// A change and why.
    Fix,
    /// Anything else.
    Free,
}

/// `GET /api/sessions/{session}/moment?seq=` or `?time=`: everything as it was after that event.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MomentView {
    /// The event that was asked for, or the last one up to the time that was asked for.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// As it is in the trace. This program may not know its kind.
    #[ts(as = "Event")]
    pub event: Value,
    /// `None` for a kind that this program does not know.
    pub word: Option<Word>,
    /// All terminals that had been opened until then, by number.
    pub terminals: Vec<TerminalAtView>,
    /// Commands that were running, oldest first.
    pub commands: Vec<RunningView>,
    /// Files that differed from the start, by path.
    pub changed: Vec<ChangedView>,
    /// Oldest note first.
    pub journal: Vec<JournalEntryView>,
    /// Messages that had arrived, oldest first.
    pub messages: Vec<MessageAtView>,
    /// Questions that had been asked, oldest first.
    pub questions: Vec<QuestionAtView>,
    /// The latest evaluation of each series, latest first.
    pub metrics: Vec<MetricsView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TerminalAtView {
    pub terminal: u32,
    /// Whether its shell ran.
    pub open: bool,
    pub cols: u16,
    pub rows: u16,
    /// Bytes that it had printed: the next output event begins here.
    #[ts(type = "number")]
    pub offset: u64,
    /// Escape sequences that paint its screen on an empty screen of the same size.
    pub screen: String,
    /// The first bytes of a character whose rest had not arrived, in base64. Feed them after
    /// `screen`.
    pub partial: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RunningView {
    /// The event that started it.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    pub terminal: u32,
    /// The command's number in this terminal.
    pub command: u32,
    /// The command line, at most 400 characters.
    pub text: String,
    /// The folder it ran in, if known.
    pub directory: Option<String>,
    pub word: Word,
}

/// How a file differs from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeView {
    Added,
    /// Its content or its permission differs.
    Modified,
    Deleted,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangedView {
    /// Relative to the workspace.
    pub path: String,
    pub change: ChangeView,
    /// The last event that changed it.
    #[ts(type = "number")]
    pub seq: u64,
    /// Whether the scenario made all changes to it.
    pub laid: bool,
}

/// A note as it was first written, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct JournalEntryView {
    pub note: u32,
    pub kind: NoteWord,
    /// As it was first written.
    pub text: String,
    /// The same. Only of a hypothesis.
    pub status: Option<HypothesisStatus>,
    /// The event that first wrote it.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// Later texts and statuses, oldest first; at most the last 20.
    pub revisions: Vec<RevisionView>,
    /// How many revisions before these are left out.
    pub omitted: u32,
}

/// A text that the candidate wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WrittenView {
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MessageAtView {
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// The inject's id.
    pub inject: String,
    /// A role.
    pub from: String,
    /// Markdown.
    pub message: String,
    /// Files that it brought.
    pub laid: Vec<String>,
    /// Paths that it removed.
    pub removed: Vec<String>,
    /// Paths that could not be written or removed.
    pub failed: Vec<String>,
    /// The event that triggered it, if one did.
    #[ts(type = "number | null")]
    pub brought_by: Option<u64>,
    /// Oldest first.
    pub replies: Vec<WrittenView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct QuestionAtView {
    pub question: String,
    pub asks: String,
    /// The event that asked it.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// Every revision of the answer, oldest first.
    pub answers: Vec<AnswerAtView>,
}

/// An answer, or a revision of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AnswerAtView {
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    pub text: String,
    /// Whether time ran out while it was written.
    pub unfinished: bool,
}

/// `GET /api/sessions/{session}/replay/files?seq=`: the workspace as it was after that event.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WorkspaceView {
    #[ts(type = "number")]
    pub seq: u64,
    /// Every file that existed then or at the start, by path. `.git` is not observed.
    pub files: Vec<WorkspaceFileView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WorkspaceFileView {
    /// Relative to the workspace.
    pub path: String,
    /// `None` if it did not exist then. Its content is a blob.
    pub now: Option<FileVersion>,
    /// `None` if it did not exist at the start.
    pub start: Option<FileVersion>,
    /// Whether `now` and `start` differ.
    pub changed: bool,
    /// The last 100 events that changed it until then, oldest first.
    #[ts(type = "Array<number>")]
    pub changes: Vec<u64>,
}

/// `GET /api/sessions/{session}/replay/blame?path=&seq=`: a file as it was after that event, and
/// the event that brought each line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BlameView {
    /// Relative to the workspace.
    pub path: String,
    #[ts(type = "number")]
    pub seq: u64,
    /// Its content is a blob.
    pub version: Option<FileVersion>,
    /// Stretches of lines, from the first to the last line.
    pub runs: Vec<BlameRunView>,
    /// How many older versions were not compared: their lines count as those of the start.
    #[ts(type = "number")]
    pub earlier: u64,
    /// False if a version is no text, is too large, or was not kept. There are no runs then.
    pub shown: bool,
}

/// Lines that one event brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BlameRunView {
    /// 0 for what was there at the start.
    #[ts(type = "number")]
    pub seq: u64,
    pub lines: u32,
}

impl BlameView {
    /// A file whose lines cannot be told apart.
    pub fn unshown(path: &str, seq: u64, version: Option<FileVersion>) -> Self {
        Self {
            path: path.to_owned(),
            seq,
            version,
            runs: Vec::new(),
            earlier: 0,
            shown: false,
        }
    }
}
