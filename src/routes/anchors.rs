//! Anchor sessions.

use axum::extract::State;
use axum::http::StatusCode;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::Sent;
use super::state::RouteState;
use super::views::AnchorRequest;

/// `PUT /api/sessions/{session}/anchor`
pub(super) async fn set(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    Sent(request): Sent<AnchorRequest>,
) -> Result<StatusCode, RouteError> {
    state
        .scoring
        .set_anchor(&record, &user.name, request)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/sessions/{session}/anchor`
pub(super) async fn end(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
) -> Result<StatusCode, RouteError> {
    state.scoring.end_anchor(record.id, &user.name).await?;
    Ok(StatusCode::NO_CONTENT)
}
