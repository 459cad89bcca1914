//! Anchor sessions: made and ended by practitioners who are not blind to them.

use axum::extract::State;
use axum::http::StatusCode;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::Sent;
use super::state::RouteState;
use super::views::AnchorRequest;
use super::{blind, scenarios};
use crate::domain::anchor::{Reference, ReferenceScore};
use crate::domain::rubric::{Criterion, Rubric};
use crate::domain::session::SessionState::{Checked, Reviewed};

/// `PUT /api/sessions/{session}/anchor`
pub(super) async fn set(
    asked: AskedSession,
    State(state): State<RouteState>,
    Sent(request): Sent<AnchorRequest>,
) -> Result<StatusCode, RouteError> {
    blind::refuse_blind(&state, &asked).await?;
    let AskedSession { user, record } = asked;
    if !matches!(record.state, Checked | Reviewed) {
        let message = "A session can be an anchor once it was handed in and its checks are done.";
        return Err(RouteError::conflict("not_checked", message));
    }
    let rubric = scenarios::of_session(&state, &record).await?.rubric.clone();
    let reference = reference(&rubric, request)?;
    state
        .store
        .set_anchor(record.id, &user.name, Some(&reference))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/sessions/{session}/anchor`
pub(super) async fn end(
    asked: AskedSession,
    State(state): State<RouteState>,
) -> Result<StatusCode, RouteError> {
    blind::refuse_blind(&state, &asked).await?;
    state
        .store
        .set_anchor(asked.record.id, &asked.user.name, None)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn reference(rubric: &Rubric, request: AnchorRequest) -> Result<Reference, RouteError> {
    let criteria = rubric
        .criterion
        .iter()
        .map(|criterion| score(criterion, &request))
        .collect::<Result<Vec<_>, _>>()?;
    if request.scores.len() != criteria.len() {
        return Err(unfit("Each criterion is named once."));
    }
    if request.final_score > 100 || request.why.trim().is_empty() {
        let message = "A reference has a final score from 0 to 100 and says why.";
        return Err(unfit(message));
    }
    Ok(Reference {
        criteria,
        final_score: request.final_score,
        why: request.why,
    })
}

fn score(criterion: &Criterion, request: &AnchorRequest) -> Result<ReferenceScore, RouteError> {
    let mut given = request
        .scores
        .iter()
        .filter(|it| it.criterion == criterion.id);
    let points = match (given.next(), given.next()) {
        (Some(only), None) => only.points,
        _ => return Err(unfit(&format!("“{}” is named once.", criterion.title))),
    };
    if points.is_some_and(|points| criterion.rank(points).is_none()) {
        return Err(unfit(&format!("“{}” has no such level.", criterion.title)));
    }
    Ok(ReferenceScore {
        criterion: criterion.id.clone(),
        title: criterion.title.clone(),
        points,
        levels: criterion.level.iter().map(|level| level.points).collect(),
    })
}

fn unfit(message: &str) -> RouteError {
    RouteError::unprocessable("reference_unfit", message)
}
