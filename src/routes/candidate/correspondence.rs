//! Messages and questions, and drafts of what the candidate writes about them.

use axum::extract::{Extension, Path};
use axum::{Json, Router, routing};

use super::super::access::Candidate;
use super::super::json::{FromQuery, Sent};
use super::super::state::RouteState;
use super::super::to_the_end::to_the_end;
use super::super::views::{DraftRequest, DraftView, HandingInRequest, TextRequest};
use super::answer::{Answer, Conduct, Since, now};
use crate::routes::error::RouteError;
use crate::session::drafts::DraftName;
use crate::session::handing_in::Unrecorded;

/// Replies, answers, and drafts, also of the final note.
pub(super) fn routes() -> Router<RouteState> {
    Router::new()
        .route(
            "/api/candidate/messages/{inject}/replies",
            routing::post(reply),
        )
        .route("/api/candidate/questions/{question}", routing::put(answer))
        .route(
            "/api/candidate/drafts/{draft}",
            routing::get(show_draft).put(keep_draft),
        )
        .route("/api/candidate/handing-in", routing::post(handing_in))
}

async fn reply(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Path(inject): Path<String>,
    FromQuery(since): FromQuery<Since>,
    Sent(request): Sent<TextRequest>,
) -> Answer {
    let session = candidate.record.id;
    conductor.reply(session, &inject, request.text).await?;
    now(&conductor, session, since).await
}

async fn answer(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Path(question): Path<String>,
    FromQuery(since): FromQuery<Since>,
    Sent(request): Sent<DraftRequest>,
) -> Answer {
    let session = candidate.record.id;
    let DraftRequest { text, revision } = request;
    conductor.answer(session, &question, revision, text).await?;
    now(&conductor, session, since).await
}

async fn show_draft(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Path(draft): Path<String>,
) -> Result<Json<DraftView>, RouteError> {
    let name = name_of(&draft)?;
    let found = conductor.draft(candidate.record.id, &name).await?;
    let view = found.map(|found| DraftView::of(found, true));
    Ok(Json(view.unwrap_or_else(|| DraftView::unsaved(draft))))
}

/// The answer leaves out the text, which the page has.
async fn keep_draft(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Path(draft): Path<String>,
    Sent(request): Sent<DraftRequest>,
) -> Result<Json<DraftView>, RouteError> {
    let name = name_of(&draft)?;
    let DraftRequest { text, revision } = request;
    let kept = conductor
        .keep_draft(candidate.record.id, &name, revision, &text)
        .await?;
    Ok(Json(DraftView::of(kept, false)))
}

fn name_of(draft: &str) -> Result<DraftName, RouteError> {
    let unknown = || RouteError::not_found("no_such_draft", "There is no such draft.");
    DraftName::parse(draft).ok_or_else(unknown)
}

async fn handing_in(
    candidate: Candidate,
    Extension(conductor): Conduct,
    FromQuery(since): FromQuery<Since>,
    Sent(request): Sent<HandingInRequest>,
) -> Answer {
    let session = candidate.record.id;
    let beginning = std::sync::Arc::clone(&conductor);
    let unrecorded = Unrecorded::without(request.without_unrecorded);
    to_the_end(async move { beginning.begin_handing_in(session, unrecorded).await }).await?;
    now(&conductor, session, since).await
}
