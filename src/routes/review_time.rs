//! Time spent on a review, measured by the service.

use axum::Json;
use axum::extract::State;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::Sent;
use super::state::RouteState;
use super::views::{BeatRequest, BeatView};
use crate::domain::time::Timestamp;

/// `POST /api/sessions/{session}/review/time`: the page sends this while somebody looks at it.
pub(super) async fn beat(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    Sent(request): Sent<BeatRequest>,
) -> Result<Json<BeatView>, RouteError> {
    let (now, resumed) = (Timestamp::now(), request.resumed);
    let beaten = state
        .scoring
        .beat_review(record.id, &user.name, now, resumed);
    let spent = beaten.await?;
    Ok(Json(BeatView { spent }))
}
