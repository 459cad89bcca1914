//! A session's report, for whoever is not blind to it.

use axum::Json;
use axum::extract::State;

use super::asked_session::AskedSession;
use super::blind;
use super::error::RouteError;
use super::scenarios;
use super::state::RouteState;
use crate::scoring::report;
use crate::scoring::report::model::Report;
use crate::store::sessions::SessionRecord;

/// `GET /api/sessions/{session}/report`
pub(super) async fn show(
    asked: AskedSession,
    State(state): State<RouteState>,
) -> Result<Json<Report>, RouteError> {
    blind::refuse_blind(&state, &asked).await?;
    Ok(Json(of(&state, asked.record).await?))
}

/// The report as everything stands now.
pub(super) async fn of(state: &RouteState, record: SessionRecord) -> Result<Report, RouteError> {
    let scenario = scenarios::of_session(state, &record).await?;
    Ok(report::gather(&state.store, record, &scenario, state.policy).await?)
}
