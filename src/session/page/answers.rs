//! What a candidate's page gets, as types of their own: put together here, sent as they are, and
//! known to the front end by the same names.

mod given;
mod standing;
mod written;

pub use given::{BindingView, EnforcementKind, GivenView};
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

/// What the candidate's page shows: all of it, or what changed since the page asked last. Nothing
/// is in it before it is due.
#[derive(Debug, Serialize, TS)]
pub struct CandidateView {
    /// The session.
    pub session: SessionId,
    /// Names what is written so far: `?since=` with it asks for what changes later.
    #[ts(type = "number")]
    pub revision: u64,
    /// The revision after which it says what changed; none if it is whole.
    #[ts(type = "number | null")]
    pub since: Option<u64>,
    /// Where it stands.
    pub state: SessionState,
    /// What the scenario gives; none if the page has it.
    pub given: Option<GivenView>,
    /// What models have cost so far, while the session runs.
    pub spending: Option<SpendingView>,
    /// Messages that came or were answered, oldest first.
    pub messages: Vec<MessageView>,
    /// Questions that were asked or answered, oldest first.
    pub questions: Vec<QuestionView>,
    /// The clock.
    pub clock: ClockView,
    /// The journal, newest revision of each note, oldest note first.
    pub notes: Vec<NoteView>,
    /// What is typed and not handed in; with its text if the view is whole.
    pub drafts: Vec<DraftView>,
    /// Whether the candidate has begun to hand in: the sandbox stands still for good.
    pub handing_in: bool,
    /// Why something cannot be recorded at the moment, if so.
    pub degraded: Option<String>,
    /// Of what more comes at the moment than is recorded: the rest is counted.
    pub limited: Vec<String>,
    /// What of the workspace is recorded, while the session runs.
    pub workspace: Option<RecordedView>,
    /// Why there is no sandbox at the moment, if it was tried several times to get one.
    pub failing: Option<FailingView>,
    /// Time that was given beyond what the scenario gives, oldest first.
    pub extensions: Vec<ExtensionView>,
    /// How it was withdrawn, if it was.
    pub withdrawn: Option<WithdrawnView>,
    /// That time ran out, if it did.
    pub expired: Option<ExpiredView>,
    /// When it was handed in, or ended otherwise.
    pub submitted_at: Option<Timestamp>,
    /// Until when an unused invitation is valid.
    pub invitation_expires: Timestamp,
}
