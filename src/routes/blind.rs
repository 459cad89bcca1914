//! Giving up blindness. `scoring/sight.rs` decides who is blind to what.

use axum::extract::State;
use axum::http::StatusCode;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::state::RouteState;

/// `POST /api/sessions/{session}/unblind`: see everything, and never review this session.
pub(super) async fn unblind(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
) -> Result<StatusCode, RouteError> {
    state.scoring.unblind(record.id, &user.name).await?;
    Ok(StatusCode::NO_CONTENT)
}
