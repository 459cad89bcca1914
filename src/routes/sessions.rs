//! Sessions as practitioners see them: the list, and one of them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::access::SignedIn;
use super::asked_session::AskedSession;
use super::error::RouteError;
use super::scenarios;
use super::state::RouteState;
use super::views::{ScenarioView, SessionRow, SessionView};
use crate::domain::review::answer_levels;
use crate::domain::session::SessionState;
use crate::scenario::Scenario;
use crate::scoring::SessionPage;

/// `GET /api/sessions`: first those that wait for my review, in my own order; then the others,
/// newest first.
pub(super) async fn list(
    user: SignedIn,
    State(state): State<RouteState>,
) -> Result<Json<Vec<SessionRow>>, RouteError> {
    Ok(Json(state.scoring.sessions(&user.name).await?))
}

/// `GET /api/sessions/{session}`
pub(super) async fn show(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
) -> Result<Json<SessionView>, RouteError> {
    let page = state.scoring.session(record, &user.name).await?;
    Ok(Json(view(page)))
}

/// `GET /api/sessions/{session}/scenario`: the one that the session was invited with.
pub(super) async fn scenario(
    asked: AskedSession,
    State(state): State<RouteState>,
) -> Result<Json<ScenarioView>, RouteError> {
    let scenario = state.scoring.scenario_of(&asked.record).await?;
    Ok(Json(scenarios::view(Arc::unwrap_or_clone(scenario))))
}

fn view(page: SessionPage) -> SessionView {
    let Scenario {
        manifest,
        rubric,
        brief,
        ..
    } = Arc::unwrap_or_clone(page.scenario);
    let questions = manifest.question.iter().map(scenarios::question_view);
    let constraints = manifest.constraint.iter().map(scenarios::constraint_view);
    SessionView {
        questions: questions.collect(),
        constraints: constraints.collect(),
        budget: manifest.limits.budget,
        checks_running: page.row.state == SessionState::Submitted,
        suggested_score: page.review.suggested(&rubric),
        asked: page.asked,
        answer_levels: answer_levels(),
        review: page.review,
        review_revision: page.review_revision,
        note_unfinished: page.note_unfinished,
        spent: page.spent,
        active: page.active,
        final_note: page.final_note,
        row: page.row,
        checks: page.checks,
        other_edition: page.other_edition,
        rubric,
        brief,
    }
}
