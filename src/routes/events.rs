//! A trace, a page at a time, and the contents that its events refer to.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::FromQuery;
use super::state::RouteState;
use super::views::{EventView, EventsView};
use crate::domain::ids::Digest;
use crate::replay::EventsAsked;

/// Events in one answer: the default, and the most.
const USUAL: u32 = 1000;
const MOST: u32 = 5000;
/// The most kinds in one request.
const MOST_KINDS: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventsQuery {
    #[serde(default)]
    after: u64,
    before: Option<u64>,
    /// Kinds or families, with commas between them.
    #[serde(default)]
    kinds: String,
    #[serde(default)]
    newest_first: bool,
    limit: Option<u32>,
}

/// `GET /api/sessions/{session}/events?after=&before=&kinds=&newest_first=&limit=`
pub(super) async fn page(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<EventsQuery>,
) -> Result<Json<EventsView>, RouteError> {
    let limit = query.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        let message = format!("`limit` must be from 1 to {MOST}.");
        return Err(RouteError::bad_request("query_malformed", message));
    }
    let AskedSession { user, record } = asked;
    let wanted = EventsAsked {
        after: query.after,
        before: query.before,
        kinds: kinds_of(&query.kinds)?,
        newest_first: query.newest_first,
        limit,
    };
    let sight = state.scoring.sight(record.id, &user.name).await?;
    let page = state.replay.events(record.id, wanted, sight).await?;
    let events = page.events.into_iter().map(|event| EventView {
        word: event.body.word(),
        event,
    });
    Ok(Json(EventsView {
        events: events.collect(),
        more: page.more,
    }))
}

/// Reads a list of kinds and families. Empty means all.
pub(super) fn kinds_of(list: &str) -> Result<Vec<String>, RouteError> {
    let kinds: Vec<_> = list
        .split(',')
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    let fits = |it: &&str| {
        it.len() <= 64
            && it
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || "._".contains(letter))
    };
    if kinds.len() > MOST_KINDS || !kinds.iter().all(fits) {
        let message = format!(
            "`kinds` must be a list of at most {MOST_KINDS} kinds or families with commas between \
             them, for example `terminal.output,model`."
        );
        return Err(RouteError::bad_request("query_malformed", message));
    }
    Ok(kinds.into_iter().map(str::to_owned).collect())
}

/// `GET /api/sessions/{session}/blobs/{digest}`: a candidate's bytes, which a browser must never
/// take for a page of ours.
pub(super) async fn blob(
    asked: AskedSession,
    State(state): State<RouteState>,
    Path((_, digest)): Path<(String, String)>,
) -> Result<Response, RouteError> {
    let unknown = || RouteError::not_found("blob_unknown", "This session has no such content.");
    let digest: Digest = digest.parse().map_err(|_| unknown())?;
    let found = state.replay.content(asked.record.id, digest).await?;
    let content = found.ok_or_else(unknown)?;
    let headers = [
        (CONTENT_TYPE, "application/octet-stream"),
        (CONTENT_DISPOSITION, "attachment"),
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((headers, content).into_response())
}
