//! The session that a practitioner asks for.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::access::SignedIn;
use super::error::RouteError;
use super::state::RouteState;
use crate::domain::ids::SessionId;
use crate::store::sessions::SessionRecord;

/// The session that the address names, for practitioners only: whoever is not signed in learns
/// nothing about which there are.
pub(super) struct AskedSession {
    /// Who asks.
    pub user: SignedIn,
    /// The session.
    pub record: SessionRecord,
}

impl FromRequestParts<RouteState> for AskedSession {
    type Rejection = RouteError;

    async fn from_request_parts(parts: &mut Parts, state: &RouteState) -> Result<Self, RouteError> {
        let user = SignedIn::from_request_parts(parts, state).await?;
        let unknown = || RouteError::not_found("session_unknown", "There is no such session.");
        let names = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| unknown())?;
        let id: SessionId = names
            .get("session")
            .and_then(|text| text.parse().ok())
            .ok_or_else(unknown)?;
        let record = state.store.session(id).await?.ok_or_else(unknown)?;
        Ok(Self { user, record })
    }
}
