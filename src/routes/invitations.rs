//! Inviting a candidate.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::SignedIn;
use super::error::RouteError;
use super::json::Sent;
use super::scenarios;
use super::state::RouteState;
use super::views::{InviteRequest, InviteView};
use crate::session::invitation::{InviteError, LABEL_LIMIT, invite};

/// `POST /api/invitations`
pub(super) async fn create(
    _: SignedIn,
    State(state): State<RouteState>,
    Sent(request): Sent<InviteRequest>,
) -> Result<(StatusCode, Json<InviteView>), RouteError> {
    let label = request.label.trim();
    if label.chars().count() > LABEL_LIMIT {
        let message = format!("A label has at most {LABEL_LIMIT} characters.");
        return Err(RouteError::unprocessable("label_too_long", message));
    }
    let scenario = scenarios::load(&state, request.scenario).await?;
    let (record, token) = invite(&state.store, &scenario, label)
        .await
        .map_err(not_made)?;
    let view = InviteView {
        session: record.id,
        link: state.origins.link(&format!("/c/{}", token.reveal())),
        expires: record.expires_at,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

fn not_made(error: InviteError) -> RouteError {
    match error {
        InviteError::Store(error) => error.into(),
        InviteError::Trace(error) => RouteError::internal(error),
    }
}
