//! The candidate's page: consent, start, journal, submission.

mod answer;
mod correspondence;
mod refusals;
mod whole;

use std::sync::Arc;

use axum::extract::{Extension, Path};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Json, Router, routing};

use super::access::Candidate;
use super::error::RouteError;
use super::json::{FromQuery, Sent};
use super::state::RouteState;
use super::to_the_end::to_the_end;
use super::views::{
    ConsentRequest, NoteKind, NoteRequest, SubmitRequest, TrackRequest, WithdrawRequest,
};
use crate::domain::event::EventBody;
use crate::domain::ids::SessionId;
use crate::session::Conductor;
use crate::session::handing_in::Unrecorded;
use crate::session::journal::{self, Revised};
use crate::session::pausing::PauseEnd;

use answer::{Answer, Conduct, Since, now};
use whole::Whole;

/// All routes of candidates, except the terminal's.
pub(super) fn routes() -> Router<RouteState> {
    Router::new()
        .route("/api/candidate", routing::get(show))
        .route("/api/candidate/consent", routing::post(consent))
        .route("/api/candidate/track", routing::post(choose_track))
        .route("/api/candidate/start", routing::post(start))
        .route("/api/candidate/brief-opened", routing::post(brief_opened))
        .route("/api/candidate/notes", routing::post(write_note))
        .route("/api/candidate/notes/{note}", routing::put(revise_note))
        .route("/api/candidate/pause", routing::post(pause))
        .route("/api/candidate/resume", routing::post(resume))
        .merge(correspondence::routes())
        .route("/api/candidate/submit", routing::post(submit))
        .route("/api/candidate/withdraw", routing::post(withdraw))
        .layer(from_fn_with_state(Arc::<Whole>::default(), whole::limit))
        .layer(from_fn(refusals::brake))
}

async fn show(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(Since { since }): FromQuery<Since>,
) -> Answer {
    Ok(Json(conductor.page(candidate.record, since).await?))
}

async fn consent(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(since): FromQuery<Since>,
    Sent(request): Sent<ConsentRequest>,
) -> Answer {
    conductor
        .consent(candidate.record.id, &request.statement)
        .await?;
    now(&conductor, candidate.record.id, since).await
}

async fn choose_track(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(since): FromQuery<Since>,
    Sent(request): Sent<TrackRequest>,
) -> Answer {
    let session = candidate.record.id;
    conductor.choose_track(session, &request.track).await?;
    now(&conductor, session, since).await
}

async fn start(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(since): FromQuery<Since>,
) -> Answer {
    let session = candidate.record.id;
    let starting = Arc::clone(&conductor);
    to_the_end(async move { starting.start(session).await }).await?;
    now(&conductor, session, since).await
}

async fn brief_opened(
    candidate: Candidate,
    Extension(conductor): Conduct,
) -> Result<StatusCode, RouteError> {
    conductor.brief_opened(candidate.record.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn write_note(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(since): FromQuery<Since>,
    Sent(request): Sent<NoteRequest>,
) -> Answer {
    note(&conductor, candidate.record.id, None, request, since).await
}

async fn revise_note(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Path(number): Path<u32>,
    FromQuery(since): FromQuery<Since>,
    Sent(request): Sent<NoteRequest>,
) -> Answer {
    let revised = Revised {
        note: number,
        known: request.revision,
    };
    let session = candidate.record.id;
    note(&conductor, session, Some(revised), request, since).await
}

async fn note(
    conductor: &Conductor,
    session: SessionId,
    revised: Option<Revised>,
    request: NoteRequest,
    since: Since,
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
    now(conductor, session, since).await
}

async fn pause(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(since): FromQuery<Since>,
) -> Answer {
    let session = candidate.record.id;
    let pausing = Arc::clone(&conductor);
    to_the_end(async move { pausing.pause(session).await }).await?;
    now(&conductor, session, since).await
}

async fn resume(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(since): FromQuery<Since>,
) -> Answer {
    let session = candidate.record.id;
    let resuming = Arc::clone(&conductor);
    to_the_end(async move { resuming.end_pause(session, PauseEnd::Candidate).await }).await?;
    now(&conductor, session, since).await
}

async fn submit(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(since): FromQuery<Since>,
    Sent(request): Sent<SubmitRequest>,
) -> Answer {
    let session = candidate.record.id;
    let submitting = Arc::clone(&conductor);
    let SubmitRequest {
        final_note,
        revision,
        without_unrecorded,
    } = request;
    let unrecorded = Unrecorded::without(without_unrecorded);
    to_the_end(async move {
        submitting
            .submit(session, &final_note, revision, unrecorded)
            .await
    })
    .await?;
    now(&conductor, session, since).await
}

async fn withdraw(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(since): FromQuery<Since>,
    Sent(request): Sent<WithdrawRequest>,
) -> Answer {
    let session = candidate.record.id;
    let ending = Arc::clone(&conductor);
    to_the_end(async move { ending.withdraw(session, None, &request.reason).await }).await?;
    now(&conductor, session, since).await
}
