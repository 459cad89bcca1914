//! Sessions as practitioners see them: the list, and one of them.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::access::SignedIn;
use super::error::RouteError;
use super::scenarios;
use super::state::RouteState;
use super::views::{SessionRow, SessionView};
use crate::domain::event::{CheckResult, Event, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::scenario::Scenario;
use crate::store::events::StoredEvent;
use crate::store::sessions::SessionRecord;

/// The session that the address names, for practitioners only: whoever is not signed in learns
/// nothing about which there are.
pub(super) struct Asked {
    /// Who asks.
    pub user: SignedIn,
    /// The session.
    pub record: SessionRecord,
}

impl FromRequestParts<RouteState> for Asked {
    type Rejection = RouteError;

    async fn from_request_parts(parts: &mut Parts, state: &RouteState) -> Result<Self, RouteError> {
        let user = SignedIn::from_request_parts(parts, state).await?;
        let unknown = || RouteError::not_found("session_unknown", "There is no such session.");
        let names = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| unknown())?;
        let id: SessionId = names
            .get("session")
            .and_then(|text| text.parse().ok())
            .ok_or_else(unknown)?;
        let record = state.store.session(id).await?.ok_or_else(unknown)?;
        Ok(Self { user, record })
    }
}

/// `GET /api/sessions`: newest first.
pub(super) async fn list(
    _: SignedIn,
    State(state): State<RouteState>,
) -> Result<Json<Vec<SessionRow>>, RouteError> {
    let mut titles = HashMap::new();
    let mut rows = Vec::new();
    for record in state.store.sessions().await? {
        if !titles.contains_key(&record.scenario) {
            let title = title(&state, &record.scenario).await;
            titles.insert(record.scenario.clone(), title);
        }
        let title = titles[&record.scenario].clone();
        rows.push(row(&state, &record, title).await?);
    }
    Ok(Json(rows))
}

/// A scenario that cannot be read any more does not hide its sessions.
async fn title(state: &RouteState, slug: &str) -> String {
    match scenarios::load(state, slug.to_owned()).await {
        Ok(scenario) => scenario.manifest.title,
        Err(_) => slug.to_owned(),
    }
}

/// `GET /api/sessions/{session}`
pub(super) async fn show(
    asked: Asked,
    State(state): State<RouteState>,
) -> Result<Json<SessionView>, RouteError> {
    let Asked { user, record } = asked;
    let Scenario {
        manifest,
        rubric,
        brief,
        ..
    } = scenarios::load(&state, record.scenario.clone()).await?;
    let review = state
        .store
        .review(record.id, &user.name)
        .await?
        .unwrap_or_default();
    let last = state.store.last_event(record.id).await?;
    let last: Option<Event> = last.as_ref().map(read).transpose()?;
    Ok(Json(SessionView {
        questions: manifest
            .question
            .iter()
            .map(scenarios::question_view)
            .collect(),
        constraints: manifest
            .constraint
            .iter()
            .map(scenarios::constraint_view)
            .collect(),
        budget: manifest.limits.budget,
        row: row(&state, &record, manifest.title).await?,
        checks: checks(&state, record.id).await?,
        checks_running: record.state == SessionState::Submitted,
        suggested_score: review.suggested(&rubric),
        review,
        rubric,
        brief,
        active: last.map_or(0, |event| event.active),
        final_note: record.final_note,
    }))
}

async fn row(
    state: &RouteState,
    record: &SessionRecord,
    title: String,
) -> Result<SessionRow, RouteError> {
    let store = &state.store;
    let last = store.last_event(record.id).await?;
    let final_score = store
        .submitted_review(record.id)
        .await?
        .and_then(|it| it.final_score);
    Ok(SessionRow {
        session: record.id,
        short: record.id.short(),
        scenario: record.scenario.clone(),
        title,
        state: record.state,
        label: record.label.clone(),
        created_at: record.created_at,
        started_at: record.started_at,
        submitted_at: record.submitted_at,
        events: last.map_or(0, |event| event.seq),
        final_score,
        degraded: store.count_events(record.id, "recorder.degraded").await? > 0,
        imported: store.imported(record.id).await?.is_some(),
    })
}

async fn checks(state: &RouteState, session: SessionId) -> Result<Vec<CheckResult>, RouteError> {
    let stored = state
        .store
        .events_of_kind(session, "check.completed")
        .await?;
    let mut results = Vec::with_capacity(stored.len());
    for event in &stored {
        if let EventBody::CheckCompleted(result) = read::<Event>(event)?.body {
            results.push(result);
        }
    }
    Ok(results)
}

/// A stored event, as what it is.
pub(super) fn read<T: DeserializeOwned>(stored: &StoredEvent) -> Result<T, RouteError> {
    serde_json::from_slice(&stored.body).map_err(RouteError::internal)
}
