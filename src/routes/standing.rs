//! What practitioners do to a session while it can still run: give more time, or withdraw it.

use std::sync::Arc;

use axum::extract::Extension;
use axum::http::StatusCode;
use axum::{Router, routing};

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::Sent;
use super::state::RouteState;
use super::to_the_end::to_the_end;
use super::views::{ExtendRequest, WithdrawRequest};
use crate::domain::session::SessionState;
use crate::session::{Conductor, SessionError};

type Conduct = Extension<Arc<Conductor>>;

pub(super) fn routes() -> Router<RouteState> {
    Router::new()
        .route("/api/sessions/{session}/extend", routing::post(extend))
        .route("/api/sessions/{session}/withdraw", routing::post(withdraw))
}

async fn extend(
    asked: AskedSession,
    Extension(conductor): Conduct,
    Sent(request): Sent<ExtendRequest>,
) -> Result<StatusCode, RouteError> {
    let ExtendRequest { minutes, reason } = request;
    let (session, by) = (asked.record.id, asked.user.name);
    conductor
        .extend(session, &by, minutes, &reason)
        .await
        .map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    asked: AskedSession,
    Extension(conductor): Conduct,
    Sent(request): Sent<WithdrawRequest>,
) -> Result<StatusCode, RouteError> {
    let (session, by) = (asked.record.id, asked.user.name);
    let ending = async move {
        conductor
            .withdraw(session, Some(&by), &request.reason)
            .await
            .map_err(refused)
    };
    to_the_end(ending).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// In words for practitioners; candidates get other words.
fn refused(error: SessionError) -> RouteError {
    let SessionError::WrongState(state) = error else {
        return error.into();
    };
    match state {
        SessionState::Invited | SessionState::Consented => RouteError::conflict(
            "not_started",
            "The session has not started, so all of its time is left.",
        ),
        SessionState::Submitted | SessionState::Checked | SessionState::Reviewed => {
            RouteError::conflict("session_ended", "The session has already been handed in.")
        }
        SessionState::Withdrawn => {
            RouteError::conflict("withdrawn", "The session has already been withdrawn.")
        }
        SessionState::Running => SessionError::WrongState(state).into(),
    }
}
