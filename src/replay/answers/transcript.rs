//! A terminal as text. Lines are numbered from 0.

use serde::Serialize;
use ts_rs::TS;

use super::overview::BuildingView;
use crate::domain::event::Word;

/// `GET /api/sessions/{session}/replay/transcript?terminal=`: what a terminal printed, without the
/// lines themselves.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TranscriptView {
    /// `None` once the index has every event.
    pub building: Option<BuildingView>,
    /// How many lines there are to read.
    #[ts(type = "number")]
    pub lines: u64,
    /// How many followed them and are not kept.
    #[ts(type = "number")]
    pub left_out: u64,
    /// Oldest first. Their lines do not overlap.
    pub commands: Vec<CommandLinesView>,
    #[ts(type = "number")]
    pub commands_left_out: u64,
    /// Full-screen programs, oldest first. What they showed is not among the lines.
    pub programs: Vec<ProgramView>,
    #[ts(type = "number")]
    pub programs_left_out: u64,
}

/// A command and the lines of its output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CommandLinesView {
    /// The event that started it.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// The command line, at most 400 characters.
    pub text: String,
    pub directory: Option<String>,
    /// The event that ended it.
    #[ts(type = "number | null")]
    pub end_seq: Option<u64>,
    #[ts(type = "number | null")]
    pub end_time: Option<i64>,
    /// If the shell said it.
    pub exit: Option<i32>,
    /// The first line of its output.
    #[ts(type = "number")]
    pub first: u64,
    /// The line after the last one of its output.
    #[ts(type = "number")]
    pub end: u64,
    pub word: Word,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProgramView {
    /// Lines from this one on were printed after it began.
    #[ts(type = "number")]
    pub line: u64,
    /// The event with which it filled the screen.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// The event with which it left it; `None` if it did not.
    #[ts(type = "number | null")]
    pub end_seq: Option<u64>,
    #[ts(type = "number | null")]
    pub end_time: Option<i64>,
}

/// `GET /api/sessions/{session}/replay/transcript/lines?terminal=&line=&limit=`, or `around=` and
/// `text=` instead of `line=`.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LinesView {
    /// The number of the first one of `lines`.
    #[ts(type = "number")]
    pub first: u64,
    pub lines: Vec<LineView>,
    /// How many there are to read.
    #[ts(type = "number")]
    pub total: u64,
    /// Only if an event was asked for: the line that it completed, or the last one before it.
    #[ts(type = "number | null")]
    pub at: Option<u64>,
    /// Whether `at` is a line that has the text that was asked for.
    pub found: bool,
    /// Only if an event was asked for: the line after the last one that was complete then.
    #[ts(type = "number | null")]
    pub until: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LineView {
    /// The event that completed it.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    pub text: String,
    /// From and to (exclusive, in UTF-16 units), foreground and background (−1: none; below 256: of
    /// the terminal's palette; else 2²⁴ + red, green, blue), and attributes: 1 bold, 2 faint, 4
    /// italic, 8 underlined, 16 inverse, 32 struck through.
    #[ts(type = "Array<[number, number, number, number, number]>")]
    pub styles: Vec<(u32, u32, i32, i32, u8)>,
}

/// `GET /api/sessions/{session}/replay/transcript/find?terminal=&q=`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FoundLinesView {
    /// The first lines that have the text, whatever its case, in order.
    #[ts(type = "Array<number>")]
    pub lines: Vec<u64>,
    /// How many have it.
    #[ts(type = "number")]
    pub total: u64,
}

/// `GET /api/sessions/{session}/replay/transcript/text?terminal=&first=&end=`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CopiedView {
    /// With a line feed after each line.
    pub text: String,
    /// How many of the lines that were asked for are not in it, because it would be too long.
    #[ts(type = "number")]
    pub left_out: u64,
}
