//! What the pages get and send: the types of the HTTP interface, from which the front end's
//! TypeScript is generated (`cargo run -- types`, kept current by a test).

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

pub use candidate::{ConsentRequest, DraftRequest, HandingInRequest, NoteRequest, SubmitRequest};
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
    /// The user's name.
    pub name: String,
}

/// `POST /api/sign-in`; sets a cookie.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// User name.
    pub name: String,
    /// Password.
    pub password: String,
}

/// `GET /api/sessions/{id}`
#[derive(Debug, Serialize, TS)]
pub struct SessionView {
    /// The same as in the list.
    pub row: SessionRow,
    /// Criteria and levels.
    pub rubric: Rubric,
    /// The brief, Markdown.
    pub brief: String,
    /// What the candidate was or would have been asked, in the manifest's order.
    pub questions: Vec<QuestionSpecView>,
    /// What production imposed.
    pub constraints: Vec<ConstraintView>,
    /// Money that models may cost, in millionths of a euro, if the scenario says so.
    #[ts(type = "number | null")]
    pub budget: Option<u64>,
    /// The judgement of the automatic checks; empty until they ran, and while `row.withheld`.
    pub checks: Vec<CheckResult>,
    /// Whether checks are still running.
    pub checks_running: bool,
    /// Questions that were asked, with the last answers.
    pub asked: Vec<AskedView>,
    /// What an answer is scored against.
    pub answer_levels: Vec<Level>,
    /// My review: a draft, a submitted one, or empty.
    pub review: Review,
    /// How often it was saved. A write says in whose place it comes, `?revision=`; `409
    /// review_changed` if another page has saved it since.
    #[ts(type = "number")]
    pub review_revision: u64,
    /// Whether scenario, rubric and checks are today's, and not those that the session was invited
    /// with: it was imported, or is old, and the scenario has changed.
    pub other_edition: bool,
    /// Whether time ran out while the final note was written.
    pub note_unfinished: bool,
    /// Time I spent on it, microseconds.
    #[ts(type = "number")]
    pub spent: i64,
    /// A suggestion from the scores in it.
    pub suggested_score: Option<u32>,
    /// The candidate's last words.
    pub final_note: Option<String>,
    /// Time worked, microseconds.
    #[ts(type = "number")]
    pub active: i64,
}

/// An event as it is in the trace, and whose word it is.
#[derive(Debug, Serialize)]
pub struct EventView {
    /// The event.
    #[serde(flatten)]
    pub event: Event,
    /// Whose word it is: not in the trace, since it follows from the kind.
    pub word: Word,
}

/// `GET /api/sessions/{id}/events?after=&before=&kinds=&newest_first=&limit=`: in order or
/// backwards, at most 5,000.
#[derive(Debug, Serialize, TS)]
pub struct EventsView {
    /// The events that were asked for. Output and input bytes that are inline are here; longer ones are
    /// blobs: `GET /api/sessions/{id}/blobs/{digest}` (raw bytes).
    #[ts(type = "Array<Event & { word: Word }>")]
    pub events: Vec<EventView>,
    /// Whether there are more.
    pub more: bool,
}

/// A row of `GET /api/scenarios`, and `GET /api/scenarios/{slug}`.
#[derive(Debug, Serialize, TS)]
pub struct ScenarioView {
    /// Its name in links and on the command line.
    pub slug: String,
    /// Title.
    pub title: String,
    /// rag, eval, prompt or ops.
    pub family: String,
    /// Base pipeline.
    pub pipeline: String,
    /// 1 to 5.
    pub difficulty: u32,
    /// Minutes a candidate gets.
    pub minutes: u32,
    /// What it exercises.
    pub skills: Vec<String>,
    /// Public reports it is modelled on.
    pub sources: Vec<String>,
    /// The brief, Markdown.
    pub brief: String,
    /// Faults, one sentence each. For practitioners only.
    pub faults: Vec<FaultView>,
    /// Checks. For practitioners only.
    pub checks: Vec<CheckView>,
    /// What production imposes.
    pub constraints: Vec<ConstraintView>,
    /// Questions to the candidate's judgement. For practitioners only.
    pub questions: Vec<QuestionSpecView>,
    /// What happens during a session. For practitioners only.
    pub injects: Vec<InjectView>,
    /// The rubric.
    pub rubric: Rubric,
    /// The diagnosis of the author, Markdown. For practitioners only.
    pub diagnosis: String,
    /// Suggested pay.
    pub stipend: Option<String>,
}

/// A fault, as practitioners see it.
#[derive(Debug, Serialize, TS)]
pub struct FaultView {
    /// Its id.
    pub id: String,
    /// What it does.
    pub does: String,
}

/// A check, as practitioners see it.
#[derive(Debug, Serialize, TS)]
pub struct CheckView {
    /// Its id.
    pub id: String,
    /// What it asserts.
    pub asserts: String,
    /// Which faults it detects.
    pub detects: Vec<String>,
}

/// `POST /api/invitations`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct InviteRequest {
    /// Scenario's slug.
    pub scenario: String,
    /// To tell candidates apart; the candidate does not see it.
    pub label: String,
}

/// The new invitation. The link is shown this once: only a hash of its token is kept.
#[derive(Debug, Serialize, TS)]
pub struct InviteView {
    /// The session.
    pub session: SessionId,
    /// What the candidate opens.
    pub link: String,
    /// Until when it is valid.
    pub expires: Timestamp,
}
