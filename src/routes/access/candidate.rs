//! Candidates: their link's token is their only credential.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;
use crate::domain::token::Token;
use crate::routes::error::RouteError;
use crate::routes::state::RouteState;
use crate::store::sessions::SessionRecord;

/// The candidate of this session.
pub struct Candidate {
    /// The session that the token opens.
    pub record: SessionRecord,
}

impl FromRequestParts<RouteState> for Candidate {
    type Rejection = RouteError;

    async fn from_request_parts(parts: &mut Parts, state: &RouteState) -> Result<Self, RouteError> {
        let token = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(unknown)?;
        Ok(Self {
            record: candidate_of_token(state, token.trim()).await?,
        })
    }
}

/// The session that a token opens; refused if there is none, or if it was not used in time.
pub async fn candidate_of_token(
    state: &RouteState,
    token: &str,
) -> Result<SessionRecord, RouteError> {
    let digest = Token::presented(token).digest();
    let record = state
        .store
        .session_by_token(digest)
        .await?
        .ok_or_else(unknown)?;
    let unused = matches!(
        record.state,
        SessionState::Invited | SessionState::Consented
    );
    if unused && record.expires_at <= Timestamp::now() {
        let message = "This invitation was not used in time. Ask the company for a new one.";
        return Err(RouteError::new(
            StatusCode::GONE,
            "invitation_expired",
            message,
        ));
    }
    Ok(record)
}

fn unknown() -> RouteError {
    let message = "This link is not known here. Check that you copied all of it, or ask the \
                   company for a new one.";
    RouteError::unauthorized("token_unknown", message)
}
