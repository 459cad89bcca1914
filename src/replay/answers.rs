//! What the desk is told. The index keeps some of these types, routes send them as they are, and
//! the front end knows them by the same names. `docs/replay.md` describes them.
//!
//! All times are working time in microseconds. They never go back from one event to the next.

mod asks;
mod moment;
mod overview;
mod search;
mod transcript;

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
pub use transcript::{
    CommandLinesView, CopiedView, FoundLinesView, LineView, LinesView, ProgramView, TranscriptView,
};
