//! What a candidate's page gets. These types are sent as they are, and the front end uses the same
//! names.

mod given;
mod standing;
mod written;

pub use given::{BindingView, EnforcementKind, GivenTrack, GivenView};
pub use standing::{
    ClockView, ExpiredView, ExtensionView, FailingView, NotHandedInView, PauseView, RecordedView,
    SpendingView, WithdrawnView,
};
pub use written::{DraftView, MessageView, NoteKind, NoteView, QuestionView, ReplyView};

use serde::Serialize;
use ts_rs::TS;

use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;

/// What the candidate's page shows: all of it, or what changed since the page last asked. Nothing
/// is included before it is due.
#[derive(Debug, Serialize, TS)]
pub struct CandidateView {
    pub session: SessionId,
    /// The last event that is included: `?since=` with it asks for what changed later.
    #[ts(type = "number")]
    pub revision: u64,
    /// The revision after which the changes are given; `None` if the view is complete.
    #[ts(type = "number | null")]
    pub since: Option<u64>,
    pub state: SessionState,
    /// What the scenario gives; `None` if the page has it.
    pub given: Option<GivenView>,
    /// What models have cost so far; only while the session runs.
    pub spending: Option<SpendingView>,
    /// Messages that arrived or were replied to, oldest first.
    pub messages: Vec<MessageView>,
    /// Questions that were asked or answered, oldest first.
    pub questions: Vec<QuestionView>,
    pub clock: ClockView,
    /// The newest revision of each changed note of the journal, oldest note first.
    pub notes: Vec<NoteView>,
    /// What is typed and not handed in, with its text if the view is complete.
    pub drafts: Vec<DraftView>,
    /// Whether the candidate has begun to hand in: the sandbox was stopped for good.
    pub handing_in: bool,
    /// Why something cannot be recorded at the moment, if so.
    pub degraded: Option<String>,
    /// Kinds of events that come faster than they are recorded at the moment. The rest is counted.
    pub limited: Vec<String>,
    /// Which files of the workspace are recorded; only while the session runs.
    pub workspace: Option<RecordedView>,
    /// Why there is no sandbox at the moment, after several failed tries to start one.
    pub failing: Option<FailingView>,
    /// Time given beyond the scenario's own, oldest first.
    pub extensions: Vec<ExtensionView>,
    pub withdrawn: Option<WithdrawnView>,
    pub expired: Option<ExpiredView>,
    /// When the session was handed in, or ended in another way.
    pub submitted_at: Option<Timestamp>,
    /// Until when an unused invitation is valid.
    pub invitation_expires: Timestamp,
}
