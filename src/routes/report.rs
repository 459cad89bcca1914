//! A session's report, for practitioners who are not blind to it.

use axum::Json;
use axum::extract::State;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::state::RouteState;
use crate::scoring::report::model::Report;

/// `GET /api/sessions/{session}/report`
pub(super) async fn show(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
) -> Result<Json<Report>, RouteError> {
    Ok(Json(state.scoring.report(record, &user.name).await?))
}
