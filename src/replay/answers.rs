//! What the desk is told. The index keeps some of these types, routes send them as they are, and
//! the front end knows them by the same names. `docs/replay.md` describes them.
//!
//! All times are working time in microseconds. They never go back from one event to the next.

mod asks;
mod done;
mod metrics;
mod moment;
mod overview;
mod search;
mod transcript;

pub use asks::{
    AskCallView, AskLeftOutView, AskLineView, AskMessageView, AskPackedView, AskResultView, AskRow,
    AskRunView, AskRunsView, AskSpanView, AskStageView, AskView, AsksView,
};
pub use done::{ClaimView, ClaimsView, CountsView, DoneItemView, DoneView, ShownBy};
pub use metrics::{MetricsView, SeriesView};
pub use moment::{
    AnswerAtView, BlameRunView, BlameView, ChangeView, ChangedView, JournalEntryView,
    MessageAtView, MomentView, NoteWord, QuestionAtView, RunningView, TerminalAtView,
    WorkspaceFileView, WorkspaceView, WrittenView,
};
pub use overview::{
    ActivityView, BuildingView, IdleView, LaneView, LeftOutView, MarkView, MarkerKind, MarkerView,
    ReplayView, RevisionView, StepView, SummaryLineView, TerminalSpanView,
};
pub use search::{HitView, SearchView, SourceView};
pub use transcript::{
    CommandLinesView, CopiedView, FoundLinesView, LineView, LinesView, ProgramView, TranscriptView,
};
