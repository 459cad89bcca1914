//! What the pages get and send: the types of the HTTP interface, from which the front end's
//! TypeScript is generated (`cargo run -- types`, kept current by a test).

mod curve;
mod live;
mod replay;
mod review;
mod standing;
mod terminal;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::event::{CheckResult, Event, HypothesisStatus};
use crate::domain::ids::SessionId;
use crate::domain::review::Review;
use crate::domain::rubric::{Level, Rubric};
use crate::domain::session::SessionState;
use crate::domain::time::Instant;

pub use curve::{CurveOutcome, CurvePoint, CurveState, CurveView};
pub use live::{
    BindingView, ConstraintView, EnforcementKind, FailingView, InjectView, MessageView,
    QuestionSpecView, QuestionView, ReplyView, SpendingView, TextRequest,
};
pub use replay::*;
pub use review::{
    AnchorRequest, AnchorScore, AskedView, BeatRequest, BeatView, MyReview, ScoreKind,
};
pub use standing::{ExtendRequest, ExtensionView, PauseView, WithdrawRequest, WithdrawnView};
pub use terminal::{TerminalMessage, TerminalRequest};

/// Every error: a stable code for programs, a message for people.
#[derive(Debug, Serialize, TS)]
pub struct ErrorView {
    /// For example `token_unknown`.
    pub code: String,
    /// What happened and what to do.
    pub message: String,
}

/// The server's clock for one session. All times are Unix microseconds of the server.
#[derive(Debug, Serialize, TS)]
pub struct ClockView {
    /// The server's now.
    pub now: Instant,
    /// When the candidate started.
    pub started_at: Option<Instant>,
    /// When time is up.
    pub deadline: Option<Instant>,
    /// Minutes that the scenario gives.
    pub minutes: u32,
    /// The pause that is under way: until it ends, the deadline moves on with the time.
    pub pause: Option<PauseView>,
}

/// What the candidate's page shows.
#[derive(Debug, Serialize, TS)]
pub struct CandidateView {
    /// The session.
    pub session: SessionId,
    /// Where it stands.
    pub state: SessionState,
    /// The scenario's title as a candidate may see it.
    pub title: String,
    /// What the company pays, if the scenario says so, for example "EUR 320".
    pub stipend: Option<String>,
    /// The statement to consent to, Markdown.
    pub statement: String,
    /// The brief, Markdown; present once consent is given.
    pub brief: Option<String>,
    /// What production imposes; present once consent is given.
    pub constraints: Vec<BindingView>,
    /// What models have cost so far, while the session runs.
    pub spending: Option<SpendingView>,
    /// Messages that came, oldest first.
    pub messages: Vec<MessageView>,
    /// Questions that were asked, oldest first; then those that are asked when handing in.
    pub questions: Vec<QuestionView>,
    /// The clock.
    pub clock: ClockView,
    /// The journal, newest revision of each note, oldest note first.
    pub notes: Vec<NoteView>,
    /// Why something cannot be recorded at the moment, if so.
    pub degraded: Option<String>,
    /// Why there is no sandbox at the moment, if it was tried several times to get one.
    pub failing: Option<FailingView>,
    /// Time that was given beyond what the scenario gives, oldest first.
    pub extensions: Vec<ExtensionView>,
    /// How it was withdrawn, if it was.
    pub withdrawn: Option<WithdrawnView>,
    /// When it was handed in, or ended otherwise.
    pub submitted_at: Option<Instant>,
    /// Until when an unused invitation is valid.
    pub invitation_expires: Instant,
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
    /// When it was last changed, microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
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
}

/// `POST /api/candidate/submit`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SubmitRequest {
    /// What was found, what was changed, what is left; at most 20,000 characters.
    pub final_note: String,
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

/// A row of `GET /api/sessions`.
#[derive(Debug, Serialize, TS)]
pub struct SessionRow {
    /// The session.
    pub session: SessionId,
    /// What people call it, eight digits.
    pub short: String,
    /// Scenario's slug.
    pub scenario: String,
    /// Scenario's title.
    pub title: String,
    /// Where it stands.
    pub state: SessionState,
    /// A note of the one who invited, to tell candidates apart; none while it is withheld.
    pub label: Option<String>,
    /// When it was created.
    pub created_at: Instant,
    /// When the candidate started.
    pub started_at: Option<Instant>,
    /// When time is up, while it runs; in a pause that moves on with the time.
    pub deadline: Option<Instant>,
    /// Since when the candidate pauses, if they do.
    pub paused_since: Option<Instant>,
    /// When it was handed in, or ended otherwise.
    pub submitted_at: Option<Instant>,
    /// Events so far.
    #[ts(type = "number")]
    pub events: u64,
    /// The score, if there is one to show.
    pub final_score: Option<u32>,
    /// On what it rests; none while there is no review, or while it is withheld.
    pub score_is: Option<ScoreKind>,
    /// My review of it.
    pub mine: MyReview,
    /// Whether label, verdicts, scores and other reviews are withheld from me, because I have not
    /// submitted a review of it.
    pub withheld: bool,
    /// Whether the trace says that something could not be recorded.
    pub degraded: bool,
    /// Whether it happened in another installation: its trace is read-only.
    pub imported: bool,
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

/// `GET /api/sessions/{id}/events?after=&before=&kinds=&newest_first=&limit=`: in order or
/// backwards, at most 5,000.
#[derive(Debug, Serialize, TS)]
pub struct EventsView {
    /// The events that were asked for. Output and input bytes that are inline are here; longer ones are
    /// blobs: `GET /api/sessions/{id}/blobs/{digest}` (raw bytes).
    pub events: Vec<Event>,
    /// Whether there are more.
    pub more: bool,
}

/// `PUT /api/sessions/{id}/review` (draft, saved as you write) answers this, and so does
/// `POST /api/sessions/{id}/review/submit` (same body).
#[derive(Debug, Serialize, TS)]
pub struct ReviewSaved {
    /// When the server had it durable.
    pub saved_at: Instant,
    /// What still keeps it from being submitted.
    pub flaws: Vec<String>,
    /// The suggestion from the scores.
    pub suggested_score: Option<u32>,
    /// Whether it is submitted.
    pub submitted: bool,
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
    pub expires: Instant,
}
