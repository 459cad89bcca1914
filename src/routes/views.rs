//! What the pages get and send: the types of the HTTP interface. The front end's TypeScript is
//! generated from them (`cargo run -- types`); a test fails if it is out of date.

mod candidate;
mod curve;
mod live;
mod replay;
mod review;
mod standing;
mod terminal;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::event::{CheckResult, Event, Word};
use crate::domain::ids::SessionId;
use crate::domain::review::Review;
use crate::domain::rubric::{Level, Rubric};
use crate::domain::time::Timestamp;

pub use candidate::{
    ConsentRequest, DraftRequest, HandingInRequest, NoteRequest, SubmitRequest, TrackRequest,
};
pub use curve::{CurveOutcome, CurvePoint, CurveState, CurveView};
pub use live::{ConstraintView, InjectView, QuestionSpecView, TextRequest};
pub use replay::*;
pub use review::{
    AnchorRequest, AnchorScore, AskedView, BeatRequest, BeatView, MyReview, ReviewSaved, ScoreKind,
    SessionRow,
};
pub use standing::{ExtendRequest, WithdrawRequest};
pub use terminal::{TerminalMessage, TerminalRequest, close, input_source, input_source_byte};

pub use crate::session::page::{CandidateView, DraftView, EnforcementKind, NoteKind};

/// Every error: a stable code for programs, a message for people.
#[derive(Debug, Serialize, TS)]
pub struct ErrorView {
    /// For example `token_unknown`.
    pub code: String,
    /// What happened and what to do.
    pub message: String,
}

/// Who is signed in: `GET /api/me`.
#[derive(Debug, Serialize, TS)]
pub struct MeView {
    pub name: String,
}

/// `POST /api/sign-in`; sets a cookie.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    pub name: String,
    pub password: String,
}

/// `GET /api/sessions/{id}`
#[derive(Debug, Serialize, TS)]
pub struct SessionView {
    /// As in the list.
    pub row: SessionRow,
    /// Criteria and levels.
    pub rubric: Rubric,
    /// The brief, Markdown.
    pub brief: String,
    /// What the candidate was or would have been asked, in the manifest's order.
    pub questions: Vec<QuestionSpecView>,
    /// What production imposed.
    pub constraints: Vec<ConstraintView>,
    /// What models may cost, in millionths of a euro, if the scenario limits it.
    #[ts(type = "number | null")]
    pub budget: Option<u64>,
    /// What the automatic checks found; empty until they have run, and while `row.withheld`.
    pub checks: Vec<CheckResult>,
    /// Whether checks are still running.
    pub checks_running: bool,
    /// Questions that were asked, with the last answers.
    pub asked: Vec<AskedView>,
    /// The levels by which an answer is scored.
    pub answer_levels: Vec<Level>,
    /// My review: a draft, a submitted one, or empty.
    pub review: Review,
    /// How often it was saved. A write names the revision that it replaces, `?revision=`; `409
    /// review_changed` if another page has saved it since.
    #[ts(type = "number")]
    pub review_revision: u64,
    /// Whether scenario, rubric and checks are today's instead of those that the session was
    /// invited with: the session was imported or is old, and the scenario has changed.
    pub other_edition: bool,
    /// Whether time ran out while the final note was written.
    pub note_unfinished: bool,
    /// Time that I spent on it, in microseconds.
    #[ts(type = "number")]
    pub spent: i64,
    /// Suggested from the scores in my review.
    pub suggested_score: Option<u32>,
    pub final_note: Option<String>,
    /// Working time in microseconds.
    #[ts(type = "number")]
    pub active: i64,
}

/// An event as it is in the trace, and whose word it is.
#[derive(Debug, Serialize)]
pub struct EventView {
    #[serde(flatten)]
    pub event: Event,
    /// Not in the trace, because it follows from the kind.
    pub word: Word,
}

/// `GET /api/sessions/{id}/events?after=&before=&kinds=&newest_first=&limit=`: in order or
/// backwards, at most 5,000.
#[derive(Debug, Serialize, TS)]
pub struct EventsView {
    /// Short input and output is inline. Longer bytes are blobs: `GET
    /// /api/sessions/{id}/blobs/{digest}` (raw bytes).
    #[ts(type = "Array<Event & { word: Word }>")]
    pub events: Vec<EventView>,
    pub more: bool,
}

/// A pipeline as the choice of a scenario.
#[derive(Debug, Serialize, TS)]
pub struct TrackView {
    /// The pipeline's name.
    pub pipeline: String,
    /// As people call the track, such as `Python`.
    pub title: String,
    /// What somebody who chooses should know.
    pub needs: String,
}

/// A row of `GET /api/scenarios`, and `GET /api/scenarios/{slug}`.
#[derive(Debug, Serialize, TS)]
pub struct ScenarioView {
    /// Its name in links and on the command line.
    pub slug: String,
    pub title: String,
    /// rag, eval, prompt or ops.
    pub family: String,
    /// At least one. The first is used if nobody chooses.
    pub tracks: Vec<TrackView>,
    /// 1 to 5.
    pub difficulty: u32,
    /// Minutes a candidate gets.
    pub minutes: u32,
    /// What it exercises.
    pub skills: Vec<String>,
    /// Public reports that it is modelled on.
    pub sources: Vec<String>,
    /// The brief, Markdown.
    pub brief: String,
    /// Faults, one sentence each. For practitioners only.
    pub faults: Vec<FaultView>,
    /// Checks. For practitioners only.
    pub checks: Vec<CheckView>,
    /// What production imposes.
    pub constraints: Vec<ConstraintView>,
    /// Questions to the candidate. For practitioners only.
    pub questions: Vec<QuestionSpecView>,
    /// What happens during a session. For practitioners only.
    pub injects: Vec<InjectView>,
    pub rubric: Rubric,
    /// The author's diagnosis, Markdown. For practitioners only.
    pub diagnosis: String,
    /// Suggested pay.
    pub stipend: Option<String>,
}

/// A fault, as practitioners see it.
#[derive(Debug, Serialize, TS)]
pub struct FaultView {
    pub id: String,
    pub does: String,
}

/// A check, as practitioners see it.
#[derive(Debug, Serialize, TS)]
pub struct CheckView {
    pub id: String,
    pub asserts: String,
    /// Which faults it detects.
    pub detects: Vec<String>,
}

/// `POST /api/invitations`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct InviteRequest {
    /// The scenario's slug.
    pub scenario: String,
    /// Tells candidates apart; the candidate does not see it.
    pub label: String,
    /// The pipeline of the scenario's track. Without it, the candidate chooses before the start.
    #[serde(default)]
    pub track: Option<String>,
}

/// The new invitation. The link is shown this once: only a hash of its token is kept.
#[derive(Debug, Serialize, TS)]
pub struct InviteView {
    pub session: SessionId,
    /// What the candidate opens.
    pub link: String,
    /// Until when it is valid.
    pub expires: Timestamp,
}
