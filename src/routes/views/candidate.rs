//! What the candidate's page gets and sends.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    BindingView, ExtensionView, FailingView, MessageView, PauseView, QuestionView, SpendingView,
    WithdrawnView,
};
use crate::domain::event::HypothesisStatus;
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;

/// The server's clock for one session. All times are Unix microseconds of the server.
#[derive(Debug, Serialize, TS)]
pub struct ClockView {
    /// The server's now.
    pub now: Timestamp,
    /// When the candidate started.
    pub started_at: Option<Timestamp>,
    /// When time is up.
    pub deadline: Option<Timestamp>,
    /// The pause that is under way: until it ends, the deadline moves on with the time.
    pub pause: Option<PauseView>,
}

/// What a scenario gives, which stays as it is.
#[derive(Debug, Serialize, TS)]
pub struct GivenView {
    /// The scenario's title as a candidate may see it.
    pub title: String,
    /// What the company pays, if the scenario says so, for example "EUR 320".
    pub stipend: Option<String>,
    /// Minutes that the scenario gives.
    pub minutes: u32,
    /// The statement to consent to, Markdown.
    pub statement: String,
    /// The brief, Markdown; present once consent is given.
    pub brief: Option<String>,
    /// What production imposes; present once consent is given.
    pub constraints: Vec<BindingView>,
}

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

/// What of a workspace is recorded and what is not. What is not recorded is not handed in.
#[derive(Debug, Serialize, TS)]
pub struct RecordedView {
    /// Files that are recorded.
    #[ts(type = "number")]
    pub files: usize,
    /// Files that are recorded at most.
    #[ts(type = "number")]
    pub limit: usize,
    /// Whether that is near.
    pub near: bool,
    /// Why the record is not whole, if so.
    pub gap: Option<String>,
    /// What will not be handed in and was not meant to be left out, if there is anything.
    pub missing: Option<String>,
    /// What is left out on purpose: generated folders, links, what is too large. The first of it.
    pub left_out: Vec<NotHandedInView>,
    /// How much is left out on purpose.
    #[ts(type = "number")]
    pub left_out_count: u64,
}

/// A path that is left out on purpose.
#[derive(Debug, Serialize, TS)]
pub struct NotHandedInView {
    /// Below the workspace; a folder ends with `/`.
    pub path: String,
    /// Why.
    pub why: String,
}

/// Time ran out, and what there was is handed in.
#[derive(Debug, Serialize, TS)]
pub struct ExpiredView {
    /// The final note as far as it was written; none if nothing was.
    pub unfinished_note: Option<String>,
}

/// A text that is typed and not handed in: `GET /api/candidate/drafts/{draft}`.
#[derive(Debug, Serialize, TS)]
pub struct DraftView {
    /// `final-note`, or `answer:` and the question's id.
    pub draft: String,
    /// How often it was saved; 0 if it never was.
    #[ts(type = "number")]
    pub revision: u64,
    /// When it was saved last, by the server's clock.
    pub saved_at: Timestamp,
    /// The text; none where only its revision is told.
    pub text: Option<String>,
}

/// `PUT /api/candidate/drafts/{draft}`, and `PUT /api/candidate/questions/{question}`, which records
/// the answer besides.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// At most 20,000 characters of the final note, 10,000 of an answer.
    pub text: String,
    /// The revision in whose place it comes, 0 if none is known. `409 draft_changed` if another
    /// page has saved it since.
    #[ts(type = "number")]
    pub revision: u64,
}

/// A note of the journal.
#[derive(Debug, Serialize, TS)]
pub struct NoteView {
    /// Its number, from 1.
    pub note: u32,
    /// Its kind.
    pub kind: NoteKind,
    /// Its text.
    pub text: String,
    /// Of a hypothesis: where it stands.
    pub status: Option<HypothesisStatus>,
    /// How often it was changed.
    pub revision: u32,
    /// When it was last changed, microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event of that: of two views, the one with the higher number is newer.
    #[ts(type = "number")]
    pub seq: u64,
}

/// Kinds of notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
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

/// `POST /api/candidate/consent`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConsentRequest {
    /// The statement that was shown, word for word: consent to another one does not count.
    pub statement: String,
}

/// `POST /api/candidate/notes` (a new one) and `PUT /api/candidate/notes/{note}` (a revision).
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoteRequest {
    /// Its kind; a revision keeps it.
    pub kind: NoteKind,
    /// Its text, at most 10,000 characters.
    pub text: String,
    /// Of a hypothesis.
    #[serde(default)]
    #[ts(optional)]
    pub status: Option<HypothesisStatus>,
    /// Of a revision: the one in whose place it comes. `409 note_changed` if another page has changed
    /// it since.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub revision: u32,
}

/// `POST /api/candidate/submit`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SubmitRequest {
    /// What was found, what was changed, what is left; at most 20,000 characters.
    pub final_note: String,
    /// The revision of its draft that the page knows, 0 if none. `409 draft_changed` if another page
    /// has saved another text since.
    #[serde(default)]
    #[ts(type = "number")]
    pub revision: u64,
    /// As in `HandingInRequest`, for who did not begin with that.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub without_unrecorded: bool,
}

/// `POST /api/candidate/handing-in`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HandingInRequest {
    /// The candidate was told what is not recorded and hands in without it. `409 not_recorded`
    /// otherwise, if there is anything.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub without_unrecorded: bool,
}
