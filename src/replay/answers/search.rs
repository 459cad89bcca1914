//! What a search found.

use serde::Serialize;
use ts_rs::TS;

use super::overview::{BuildingView, LaneView};
use crate::domain::event::Word;

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
    /// Whose word it is.
    pub word: Word,
}
