//! How far reviewers agree, as far as the one who asks may know.

use std::collections::{HashMap, HashSet};

use axum::Json;
use axum::extract::State;

use super::access::SignedIn;
use super::error::RouteError;
use super::scenarios;
use super::state::RouteState;
use crate::scoring::report::ScoreBook;
use crate::scoring::report::calibration::{Calibration, Sources, calibration};

/// `GET /api/calibration`. A figure of few sessions could tell what others gave a session that the
/// reader has yet to judge, so these are left out of all of them.
pub(super) async fn show(
    user: SignedIn,
    State(state): State<RouteState>,
) -> Result<Json<Calibration>, RouteError> {
    let book = ScoreBook::load(&state.store, state.policy).await?;
    let seen = state.store.seen_sessions(&user.name).await?;
    let mut held_back = HashSet::new();
    let mut rubrics = HashMap::new();
    for record in state.store.sessions().await? {
        if state.policy.blind && !seen.contains(&record.id) {
            held_back.insert(record.id);
        } else if book.of(record.id).next().is_some() {
            // What cannot be read is left out, and does not hide the others.
            if let Ok(scenario) = scenarios::of_session(&state, &record).await {
                rubrics.insert(record.id, scenario.rubric.clone());
            }
        }
    }
    let policy = state.policy;
    let compute = move || {
        calibration(&Sources {
            book: &book,
            held_back: &held_back,
            rubrics: &rubrics,
            policy,
        })
    };
    // A thousand resamples of each figure take a while.
    let computed = tokio::task::spawn_blocking(compute)
        .await
        .map_err(RouteError::internal)?;
    Ok(Json(computed))
}
