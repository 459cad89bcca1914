//! Messages and questions: what the candidate writes about them.

use axum::extract::{Extension, Path};
use axum::{Router, routing};

use super::super::access::Candidate;
use super::super::json::Sent;
use super::super::state::RouteState;
use super::super::views::TextRequest;
use super::{Answer, Conduct, view};

/// What is written about messages and questions.
pub(super) fn routes() -> Router<RouteState> {
    Router::new()
        .route(
            "/api/candidate/messages/{inject}/replies",
            routing::post(reply),
        )
        .route("/api/candidate/questions/{question}", routing::put(answer))
        .route("/api/candidate/handing-in", routing::post(handing_in))
}

async fn reply(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Path(inject): Path<String>,
    Sent(request): Sent<TextRequest>,
) -> Answer {
    let session = candidate.record.id;
    conductor.reply(session, &inject, request.text).await?;
    view(&conductor, session).await
}

async fn answer(
    candidate: Candidate,
    Extension(conductor): Conduct,
    Path(question): Path<String>,
    Sent(request): Sent<TextRequest>,
) -> Answer {
    let session = candidate.record.id;
    conductor.answer(session, &question, request.text).await?;
    view(&conductor, session).await
}

/// The candidate looks at what is asked when handing in.
async fn handing_in(candidate: Candidate, Extension(conductor): Conduct) -> Answer {
    let session = candidate.record.id;
    conductor.ask_final_questions(session).await?;
    view(&conductor, session).await
}
