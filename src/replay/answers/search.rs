//! What a search found.

use serde::Serialize;
use ts_rs::TS;

use super::overview::{BuildingView, LaneView};
use crate::domain::event::Word;

/// `GET /api/sessions/{session}/search?q=&kinds=&limit=`: best first.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SearchView {
    /// `None` once the index has every event. Until then, there may be more to find.
    pub building: Option<BuildingView>,
    pub hits: Vec<HitView>,
    /// All hits, also beyond the limit.
    #[ts(type = "number")]
    pub total: u64,
    /// The query could not be parsed and was taken as plain words.
    pub plain: bool,
}

/// Which text was searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceView {
    /// A command line.
    Command,
    /// A line that a terminal showed.
    Screen,
    /// A file's path.
    Path,
    /// Lines that a change added to a file or removed from it.
    Change,
    /// What a model was asked.
    Request,
    /// What a model answered.
    Answer,
    /// A span's name and attributes.
    Span,
    Note,
    /// A message, a question, an answer or a reply.
    Message,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HitView {
    /// For a line of a screen, the output that completed it.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// The lane that shows it.
    pub lane: LaneView,
    pub kind: String,
    /// Which text was searched.
    pub source: SourceView,
    /// Only for a line of a screen.
    pub terminal: Option<u32>,
    /// Text around the matches. Plain text, never markup.
    pub snippet: String,
    /// The matches in `snippet`: start and end, exclusive, in UTF-16 units, as JavaScript's `slice`
    /// takes them.
    #[ts(type = "Array<[number, number]>")]
    pub found: Vec<(u32, u32)>,
    pub word: Word,
}
