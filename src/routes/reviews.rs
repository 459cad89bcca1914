//! A practitioner's own review: saved as they write, submitted once.

use axum::Json;
use axum::extract::State;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::{FromQuery, Sent};
use super::state::RouteState;
use super::views::ReviewSaved;
use crate::domain::review::Review;

/// `?revision=`: which revision the review replaces.
#[derive(serde::Deserialize)]
pub(super) struct Known {
    /// The newest revision that the page knows; 0 if none.
    #[serde(default)]
    revision: u64,
}

/// `PUT /api/sessions/{session}/review`: a draft may have any flaw.
pub(super) async fn save(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    FromQuery(known): FromQuery<Known>,
    Sent(review): Sent<Review>,
) -> Result<Json<ReviewSaved>, RouteError> {
    let saved = state
        .scoring
        .save_review(&record, &user.name, review, known.revision);
    Ok(Json(saved.await?))
}

/// `POST /api/sessions/{session}/review/submit`
pub(super) async fn submit(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    FromQuery(known): FromQuery<Known>,
    Sent(review): Sent<Review>,
) -> Result<Json<ReviewSaved>, RouteError> {
    let saved = state
        .scoring
        .submit_review(&record, &user.name, review, known.revision);
    Ok(Json(saved.await?))
}
