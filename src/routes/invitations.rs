//! Inviting a candidate.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use axum::http::StatusCode;

use super::access::SignedIn;
use super::error::RouteError;
use super::json::Sent;
use super::scenarios;
use super::state::RouteState;
use super::views::{InviteRequest, InviteView};
use crate::editions::EditionError;
use crate::session::invitation::{InviteError, LABEL_LIMIT, invite};
use crate::session::{Conductor, images};

/// `POST /api/invitations`
pub(super) async fn create(
    _: SignedIn,
    State(state): State<RouteState>,
    conductor: Option<Extension<Arc<Conductor>>>,
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
        .map_err(|error| not_made(&scenario.manifest.id, error))?;
    if let Some(Extension(conductor)) = conductor {
        let docker = &conductor.parts().docker;
        images::pin_if_there(docker, &state.store, record.id, &scenario).await;
    }
    let view = InviteView {
        session: record.id,
        link: state.origins.link(&format!("/c/{}", token.reveal())),
        expires: record.expires_at,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

fn not_made(slug: &str, error: InviteError) -> RouteError {
    match error {
        InviteError::Edition(EditionError::Scenario(error)) => scenarios::unreadable(slug, error),
        InviteError::Store(error) | InviteError::Edition(EditionError::Store(error)) => {
            error.into()
        }
        InviteError::Edition(error) => RouteError::internal(error),
        InviteError::Trace(error) => RouteError::internal(error),
    }
}
