//! The candidate's page: consent, start, journal, submission.

mod correspondence;
mod view;

use std::sync::Arc;

use axum::extract::{Extension, Path};
use axum::http::StatusCode;
use axum::{Json, Router, routing};

use super::access::Candidate;
use super::error::RouteError;
use super::json::Sent;
use super::state::RouteState;
use super::views::{
    CandidateView, ConsentRequest, NoteKind, NoteRequest, SubmitRequest, WithdrawRequest,
};
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::ClockError;
use crate::sandbox::SandboxError;
use crate::session::journal;
use crate::session::pausing::PauseEnd;
use crate::session::{Conductor, SessionError};
use crate::store::StoreError;
use crate::trace::Entry;

use view::view;

type Conduct = Extension<Arc<Conductor>>;
type Answer = Result<Json<CandidateView>, RouteError>;

/// Routes of candidates, but for the terminal's.
pub(super) fn routes() -> Router<RouteState> {
    Router::new()
        .route("/api/candidate", routing::get(show))
        .route("/api/candidate/consent", routing::post(consent))
        .route("/api/candidate/start", routing::post(start))
        .route("/api/candidate/brief-opened", routing::post(brief_opened))
        .route("/api/candidate/notes", routing::post(write_note))
        .route("/api/candidate/notes/{note}", routing::put(revise_note))
        .route("/api/candidate/pause", routing::post(pause))
        .route("/api/candidate/resume", routing::post(resume))
        .merge(correspondence::routes())
        .route("/api/candidate/submit", routing::post(submit))
        .route("/api/candidate/withdraw", routing::post(withdraw))
}

async fn show(candidate: Candidate, Extension(conductor): Conduct) -> Answer {
    view(&conductor, candidate.record.id).await
}

async fn consent(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Sent(request): Sent<ConsentRequest>,
) -> Answer {
    conductor
        .consent(candidate.record.id, &request.statement)
        .await?;
    view(&conductor, candidate.record.id).await
}

async fn start(candidate: Candidate, Extension(conductor): Conduct) -> Answer {
    let session = candidate.record.id;
    // In a task of its own: a page that goes away must not leave a start half done.
    let starting = Arc::clone(&conductor);
    tokio::spawn(async move { starting.start(session).await })
        .await
        .map_err(RouteError::internal)??;
    view(&conductor, session).await
}

async fn brief_opened(
    candidate: Candidate,
    Extension(conductor): Conduct,
) -> Result<StatusCode, RouteError> {
    let record = candidate.record;
    let known = conductor
        .parts()
        .store
        .count_events(record.id, "brief.opened")
        .await?;
    if known == 0 && record.state == SessionState::Running {
        let entry = Entry::new(Actor::Candidate, EventBody::BriefOpened {});
        let trace = conductor.trace(&record).await?;
        trace.append(entry).await.map_err(SessionError::from)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn write_note(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Sent(request): Sent<NoteRequest>,
) -> Answer {
    note(&conductor, candidate.record.id, None, request).await
}

async fn revise_note(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Path(number): Path<u32>,
    Sent(request): Sent<NoteRequest>,
) -> Answer {
    note(&conductor, candidate.record.id, Some(number), request).await
}

async fn note(
    conductor: &Conductor,
    session: SessionId,
    revised: Option<u32>,
    request: NoteRequest,
) -> Answer {
    let kind: journal::NoteKind = match request.kind {
        NoteKind::Hypothesis => EventBody::NoteHypothesis,
        NoteKind::Evidence => EventBody::NoteEvidence,
        NoteKind::Decision => EventBody::NoteDecision,
        NoteKind::Fix => EventBody::NoteFix,
        NoteKind::Free => EventBody::NoteFree,
    };
    let status = request
        .status
        .filter(|_| request.kind == NoteKind::Hypothesis);
    conductor
        .write_note(session, revised, kind, request.text, status)
        .await?;
    view(conductor, session).await
}

/// In tasks of their own: a page that goes away must not leave a sandbox frozen, or a clock set,
/// that nobody knows of.
async fn pause(candidate: Candidate, Extension(conductor): Conduct) -> Answer {
    let session = candidate.record.id;
    let pausing = Arc::clone(&conductor);
    tokio::spawn(async move { pausing.pause(session).await })
        .await
        .map_err(RouteError::internal)??;
    view(&conductor, session).await
}

async fn resume(candidate: Candidate, Extension(conductor): Conduct) -> Answer {
    let session = candidate.record.id;
    let resuming = Arc::clone(&conductor);
    tokio::spawn(async move { resuming.end_pause(session, PauseEnd::Candidate).await })
        .await
        .map_err(RouteError::internal)??;
    view(&conductor, session).await
}

async fn submit(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Sent(request): Sent<SubmitRequest>,
) -> Answer {
    let session = candidate.record.id;
    let submitting = Arc::clone(&conductor);
    tokio::spawn(async move { submitting.submit(session, &request.final_note).await })
        .await
        .map_err(RouteError::internal)??;
    view(&conductor, session).await
}

async fn withdraw(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Sent(request): Sent<WithdrawRequest>,
) -> Answer {
    let session = candidate.record.id;
    let ending = Arc::clone(&conductor);
    tokio::spawn(async move { ending.withdraw(session, None, &request.reason).await })
        .await
        .map_err(RouteError::internal)??;
    view(&conductor, session).await
}

impl From<SessionError> for RouteError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::WrongState(state) => wrong_state(state),
            SessionError::OtherStatement => Self::conflict(
                "other_statement",
                "The statement has changed. Reload the page and read it again.",
            ),
            SessionError::Refused(message) => Self::unprocessable("refused", message),
            SessionError::Clock(error) => clock(error),
            SessionError::Store(error) => error.into(),
            SessionError::Sandbox(error) => sandbox(error),
            SessionError::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => {
                StoreError::DiskFull(sqlx_io(error)).into()
            }
            other => Self::internal(other),
        }
    }
}

fn sqlx_io(error: std::io::Error) -> sqlx::Error {
    sqlx::Error::Io(error)
}

fn clock(error: ClockError) -> RouteError {
    let (code, message) = match error {
        ClockError::Paused => (
            "paused",
            "The session is paused and its clock stands still. Resume it to go on.",
        ),
        ClockError::NotPaused => ("not_paused", "The session is not paused."),
        ClockError::PausesUsedUp => (
            "pauses_used_up",
            "This session was paused for 24 hours in all, which is the most. Your clock runs.",
        ),
        ClockError::TimeIsUp => ("time_is_up", "The session's time is up; it is handed in."),
        ClockError::TooMuchTime => (
            "too_much_time",
            "With its extensions a session has at most 24 hours. Give less.",
        ),
    };
    RouteError::conflict(code, message)
}

fn wrong_state(state: SessionState) -> RouteError {
    match state {
        SessionState::Submitted | SessionState::Checked | SessionState::Reviewed => {
            let message = "This session was handed in already; nothing can be changed any more.";
            RouteError::conflict("already_submitted", message)
        }
        SessionState::Withdrawn => {
            let message = "This session was withdrawn; nothing can be changed any more.";
            RouteError::conflict("withdrawn", message)
        }
        SessionState::Lapsed => RouteError::conflict(
            "invitation_expired",
            "This invitation was not used in time.",
        ),
        SessionState::Invited => {
            RouteError::conflict("no_consent", "Agree to the recording first.")
        }
        SessionState::Consented => {
            RouteError::conflict("not_started", "The session has not been started.")
        }
        SessionState::Running => {
            let message = "The sandbox is not reachable at the moment. Your work is safe and lost \
                           time is given back; try again in a minute.";
            RouteError::new(StatusCode::SERVICE_UNAVAILABLE, "interrupted", message)
        }
    }
}

fn sandbox(error: SandboxError) -> RouteError {
    let (code, message) = match &error {
        SandboxError::EngineUnavailable { .. } => (
            "docker_unavailable",
            "The server cannot start sandboxes at the moment. Your clock has not started; try \
             again in a few minutes, or tell the company that invited you.",
        ),
        _ => (
            "sandbox_failed",
            "The sandbox could not be started. Nothing is lost; try again, or tell the company \
             that invited you.",
        ),
    };
    RouteError::new(StatusCode::SERVICE_UNAVAILABLE, code, message).because(error)
}
