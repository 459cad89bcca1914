//! The session that a practitioner asks for.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::access::SignedIn;
use super::error::RouteError;
use super::state::RouteState;
use crate::domain::ids::SessionId;
use crate::domain::session_record::SessionRecord;
use crate::people::PeopleError;

/// The session that the address names. For practitioners only: whoever is not signed in does not
/// learn which sessions exist.
pub(super) struct AskedSession {
    pub user: SignedIn,
    pub record: SessionRecord,
}

impl FromRequestParts<RouteState> for AskedSession {
    type Rejection = RouteError;

    async fn from_request_parts(parts: &mut Parts, state: &RouteState) -> Result<Self, RouteError> {
        let user = SignedIn::from_request_parts(parts, state).await?;
        let names = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| PeopleError::SessionUnknown)?;
        let id: SessionId = names
            .get("session")
            .and_then(|text| text.parse().ok())
            .ok_or(PeopleError::SessionUnknown)?;
        let record = state.people.session(id).await?;
        Ok(Self { user, record })
    }
}
