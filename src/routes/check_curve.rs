//! The check curve of a session: asking for it, and how far it is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::state::RouteState;
use super::views::{CurveState, CurveView};
use crate::session::Conductor;
use crate::session::curve::{CurveRefused, Progress};

/// `GET /api/sessions/{session}/check-curve`
pub(super) async fn show(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    Extension(conductor): Extension<Arc<Conductor>>,
) -> Result<Json<CurveView>, RouteError> {
    let points = state.scoring.curve(record.id, &user.name).await?;
    let state = progress(conductor.curve_progress(record.id));
    Ok(Json(CurveView { state, points }))
}

/// `POST /api/sessions/{session}/check-curve`: begins, or continues with what is missing.
pub(super) async fn start(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    Extension(conductor): Extension<Arc<Conductor>>,
) -> Result<(StatusCode, Json<CurveView>), RouteError> {
    state.scoring.require_sight(record.id, &user.name).await?;
    conductor.start_curve(record.id).await?;
    let points = state.scoring.curve(record.id, &user.name).await?;
    let state = progress(conductor.curve_progress(record.id));
    Ok((StatusCode::ACCEPTED, Json(CurveView { state, points })))
}

fn progress(progress: Option<Progress>) -> CurveState {
    match progress {
        None => CurveState::Idle,
        Some(Progress::Running { done, of }) => CurveState::Running { done, of },
        Some(Progress::Failed(reason)) => CurveState::Failed { reason },
    }
}

impl From<CurveRefused> for RouteError {
    fn from(error: CurveRefused) -> Self {
        match error {
            CurveRefused::NotChecked => {
                let message = format!("There is no check curve yet: {error}.");
                Self::conflict("not_checked", message)
            }
            CurveRefused::OtherScenario => {
                let message = format!("A check curve would mislead: {error}.");
                Self::conflict("scenario_changed", message)
            }
            CurveRefused::Session(error) => Self::internal(error),
        }
    }
}
