//! Steps from reviews to a final score.

use axum::Json;
use axum::extract::State;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::Sent;
use super::state::RouteState;
use super::{blind, report, scenarios};
use crate::domain::adjudication::Step;
use crate::scoring::report::ScoreBook;
use crate::scoring::report::model::Report;

/// `POST /api/sessions/{session}/adjudication`: adds a step to the log, if what stands admits it.
pub(super) async fn take_step(
    asked: AskedSession,
    State(state): State<RouteState>,
    Sent(step): Sent<Step>,
) -> Result<Json<Report>, RouteError> {
    blind::refuse_blind(&state, &asked).await?;
    let AskedSession { user, record } = asked;
    let rubric = scenarios::of_session(&state, &record).await?.rubric.clone();
    let book = ScoreBook::load(&state.store, state.policy).await?;
    let standing = book.standing(record.id, &rubric);
    standing
        .admits(&step, &book.counted(record.id))
        .map_err(|refused| {
            let message = format!("This was not done: {refused}.");
            RouteError::conflict("step_refused", message)
        })?;
    let number = u32::try_from(book.log(record.id).len() + 1).map_err(RouteError::internal)?;
    let added = state
        .store
        .add_adjudication(record.id, number, &user.name, &step)
        .await?;
    if !added {
        let message = "Somebody else decided something about this session meanwhile. Look at it, \
                       then try again.";
        return Err(RouteError::conflict("log_changed", message));
    }
    Ok(Json(report::of(&state, record).await?))
}
