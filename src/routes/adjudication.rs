//! Steps from reviews to a final score.

use axum::Json;
use axum::extract::State;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::Sent;
use super::state::RouteState;
use crate::domain::adjudication::Step;
use crate::scoring::report::model::Report;

/// `POST /api/sessions/{session}/adjudication`: adds a step to the log, if the session's standing
/// allows it.
pub(super) async fn take_step(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    Sent(step): Sent<Step>,
) -> Result<Json<Report>, RouteError> {
    let report = state.scoring.take_step(record, &user.name, &step).await?;
    Ok(Json(report))
}
