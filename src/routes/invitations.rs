//! Inviting a candidate.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::SignedIn;
use super::error::RouteError;
use super::json::Sent;
use super::scenarios::unreadable;
use super::state::RouteState;
use super::views::{InviteRequest, InviteView};
use crate::editions::EditionError;
use crate::session::invitation::InviteError;
use crate::session::inviting::NotInvited;

/// `POST /api/invitations`
pub(super) async fn create(
    _: SignedIn,
    State(state): State<RouteState>,
    Sent(request): Sent<InviteRequest>,
) -> Result<(StatusCode, Json<InviteView>), RouteError> {
    let InviteRequest {
        scenario,
        label,
        track,
    } = request;
    let invited = state.invitations.invite(scenario, track.as_deref(), &label);
    let (record, token) = invited.await?;
    let view = InviteView {
        session: record.id,
        link: state.origins.link(&format!("/c/{}", token.reveal())),
        expires: record.expires_at,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

impl From<NotInvited> for RouteError {
    fn from(error: NotInvited) -> Self {
        let message = error.to_string();
        match error {
            NotInvited::LabelTooLong => Self::unprocessable("label_too_long", message),
            NotInvited::NoSuchTrack(_) => Self::unprocessable("no_such_track", message),
            NotInvited::Library(error) => error.into(),
            NotInvited::NotMade { slug, cause } => match cause {
                InviteError::Edition(EditionError::Scenario(error)) => unreadable(&slug, error),
                InviteError::Store(error) | InviteError::Edition(EditionError::Store(error)) => {
                    Self::failed(error.disk_trouble(), error)
                }
                InviteError::Edition(error) => Self::internal(error),
                InviteError::Trace(error) => Self::internal(error),
            },
        }
    }
}
