//! What the desk is told, as types of their own: kept in the index as they are, sent as they are,
//! and known to the front end by the same names. `docs/replay.md` describes them.
//!
//! All times are working time in microseconds, and never go back from one event to the next.

mod asks;
mod moment;
mod overview;
mod search;

pub use asks::{
    AskCallView, AskMessageView, AskResultView, AskRow, AskSpanView, AskStageView, AskView,
    AsksView,
};
pub use moment::{
    AnswerAtView, ChangeView, ChangedView, JournalEntryView, MessageAtView, MomentView, NoteWord,
    QuestionAtView, RunningView, TerminalAtView, WorkspaceFileView, WorkspaceView, WrittenView,
};
pub use overview::{
    ActivityView, BuildingView, IdleView, LaneView, LeftOutView, MarkView, MarkerKind, MarkerView,
    MetricsView, ReplayView, StepView, SummaryLineView, TerminalSpanView,
};
pub use search::{HitView, SearchView, SourceView};
