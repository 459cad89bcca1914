//! The check curve of a session: asking for it, and how far it is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};

use super::asked_session::AskedSession;
use super::blind;
use super::error::RouteError;
use super::sessions::read;
use super::state::RouteState;
use super::views::{CurveOutcome, CurvePoint, CurveState, CurveView};
use crate::domain::event::{CheckResult, Event};
use crate::domain::ids::SessionId;
use crate::session::Conductor;
use crate::session::curve::{CurveRefused, Progress};

/// `GET /api/sessions/{session}/check-curve`
pub(super) async fn show(
    asked: AskedSession,
    State(state): State<RouteState>,
    Extension(conductor): Extension<Arc<Conductor>>,
) -> Result<Json<CurveView>, RouteError> {
    blind::refuse_blind(&state, &asked).await?;
    view(&state, &conductor, asked.record.id).await.map(Json)
}

async fn view(
    state: &RouteState,
    conductor: &Conductor,
    session: SessionId,
) -> Result<CurveView, RouteError> {
    let mut points = Vec::new();
    for (seq, results) in state.store.curve(session).await? {
        let event = state.store.events(session, seq - 1, 1).await?;
        let Some(event) = event.first() else { continue };
        points.push(CurvePoint {
            seq,
            time: read::<Event>(event)?.active,
            outcomes: results.into_iter().map(outcome).collect(),
        });
    }
    let state = match conductor.curve_progress(session) {
        None => CurveState::Idle,
        Some(Progress::Running { done, of }) => CurveState::Running { done, of },
        Some(Progress::Failed(reason)) => CurveState::Failed { reason },
    };
    Ok(CurveView { state, points })
}

/// `POST /api/sessions/{session}/check-curve`: begins, or goes on with what is missing.
pub(super) async fn start(
    asked: AskedSession,
    State(state): State<RouteState>,
    Extension(conductor): Extension<Arc<Conductor>>,
) -> Result<(StatusCode, Json<CurveView>), RouteError> {
    blind::refuse_blind(&state, &asked).await?;
    match conductor.start_curve(asked.record.id).await {
        Ok(()) => {
            let view = view(&state, &conductor, asked.record.id).await?;
            Ok((StatusCode::ACCEPTED, Json(view)))
        }
        Err(error @ CurveRefused::NotChecked) => {
            let message = format!("There is no check curve yet: {error}.");
            Err(RouteError::conflict("not_checked", message))
        }
        Err(error @ CurveRefused::OtherScenario) => {
            let message = format!("A check curve would mislead: {error}.");
            Err(RouteError::conflict("scenario_changed", message))
        }
        Err(CurveRefused::Session(error)) => Err(RouteError::internal(error)),
    }
}

fn outcome(result: CheckResult) -> CurveOutcome {
    CurveOutcome {
        check: result.check,
        outcome: result.outcome,
        summary: result.summary,
    }
}
