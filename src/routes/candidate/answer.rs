//! The answer to a candidate's request, and the service that gives it.

use std::sync::Arc;

use axum::Json;
use axum::extract::Extension;

use super::super::error::RouteError;
use super::super::views::CandidateView;
use crate::domain::ids::SessionId;
use crate::session::Conductor;

pub(super) type Conduct = Extension<Arc<Conductor>>;
pub(super) type Answer = Result<Json<CandidateView>, RouteError>;

/// What the page has already.
#[derive(Clone, Copy, serde::Deserialize)]
pub(super) struct Since {
    /// The newest revision that it has received.
    pub since: Option<u64>,
}

/// The session as it is after something was done.
pub(super) async fn now(
    conductor: &Conductor,
    session: SessionId,
    Since { since }: Since,
) -> Answer {
    let record = conductor.reload(session).await?;
    Ok(Json(conductor.page(record, since).await?))
}
