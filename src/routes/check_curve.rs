//! The check curve of a session: asking for it, and how far it is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::state::RouteState;
use super::views::{CurveState, CurveView};
use crate::domain::ids::SessionId;
use crate::session::Conductor;
use crate::session::curve::{CurveRefused, Progress};

/// `GET /api/sessions/{session}/check-curve`
pub(super) async fn show(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    Extension(conductor): Extension<Arc<Conductor>>,
) -> Result<Json<CurveView>, RouteError> {
    let view = seen(&state, &conductor, record.id, &user.name).await?;
    Ok(Json(view))
}

/// `POST /api/sessions/{session}/check-curve`: begins, or continues with what is missing.
pub(super) async fn start(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    Extension(conductor): Extension<Arc<Conductor>>,
) -> Result<(StatusCode, Json<CurveView>), RouteError> {
    state.scoring.require_sight(record.id, &user.name).await?;
    conductor.start_curve(record.id).await?;
    let view = seen(&state, &conductor, record.id, &user.name).await?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// The state is read before the points: read after them, it could say that a curve is done whose
/// last points came in between, and nobody asks again for what is done.
async fn seen(
    state: &RouteState,
    conductor: &Conductor,
    session: SessionId,
    reader: &str,
) -> Result<CurveView, RouteError> {
    let progress = progress(conductor.curve_progress(session));
    let points = state.scoring.curve(session, reader).await?;
    Ok(CurveView {
        state: progress,
        points,
    })
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
