//! A trace, a page at a time, and the contents that its events refer to.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::blind;
use super::error::RouteError;
use super::json;
use super::sessions::{Asked, read};
use super::state::RouteState;
use super::views::EventsView;
use crate::domain::ids::Digest;

/// Events in one answer: unless asked for more, and at most.
const USUAL: u32 = 1000;
const MOST: u32 = 5000;

/// Which events are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventsQuery {
    #[serde(default)]
    after: u64,
    limit: Option<u32>,
}

/// `GET /api/sessions/{session}/events?after=SEQ&limit=N`
pub(super) async fn page(
    asked: Asked,
    State(state): State<RouteState>,
    json::Asked(query): json::Asked<EventsQuery>,
) -> Result<Json<EventsView>, RouteError> {
    let limit = query.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        let message = format!("`limit` is from 1 to {MOST}.");
        return Err(RouteError::bad_request("query_malformed", message));
    }
    // One more than asked for tells whether there are more.
    let mut stored = state
        .store
        .events(asked.record.id, query.after, limit + 1)
        .await?;
    let more = stored.len() > limit as usize;
    stored.truncate(limit as usize);
    blind::withhold(&state, &asked, &mut stored).await?;
    let events = stored.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Json(EventsView { events, more }))
}

/// `GET /api/sessions/{session}/blobs/{digest}`: a candidate's bytes, which a browser must never
/// take for a page of ours.
pub(super) async fn blob(
    asked: Asked,
    State(state): State<RouteState>,
    Path((_, digest)): Path<(String, String)>,
) -> Result<Response, RouteError> {
    let unknown = || RouteError::not_found("blob_unknown", "This session has no such content.");
    let digest: Digest = digest.parse().map_err(|_| unknown())?;
    let content = state
        .store
        .blob(asked.record.id, digest)
        .await?
        .ok_or_else(unknown)?;
    let headers = [
        (CONTENT_TYPE, "application/octet-stream"),
        (CONTENT_DISPOSITION, "attachment"),
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((headers, content).into_response())
}
