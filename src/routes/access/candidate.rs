//! Candidates: their link's token is their only credential.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::domain::session_record::SessionRecord;
use crate::people::PeopleError;
use crate::routes::error::RouteError;
use crate::routes::state::RouteState;

/// The candidate of this session.
pub struct Candidate {
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
            .ok_or(PeopleError::TokenUnknown)?;
        Ok(Self {
            record: candidate_of_token(state, token.trim()).await?,
        })
    }
}

/// The session that a token opens. Fails if there is none, or if the invitation has expired.
pub async fn candidate_of_token(
    state: &RouteState,
    token: &str,
) -> Result<SessionRecord, RouteError> {
    Ok(state.people.candidate(token).await?)
}
