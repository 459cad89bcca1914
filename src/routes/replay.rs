//! A trace as the desk reads it: `docs/replay.md`.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::events::kinds_of;
use super::json::FromQuery;
use super::state::RouteState;
use super::views::{
    ActivityView, AskRunsView, AskView, AsksView, BlameView, MomentView, ReplayView, SearchView,
    WorkspaceView,
};
use crate::replay::{AsksAsked, Outcome, ReplayError, When};

/// Parts of a stretch: the default, and the most.
const USUAL_PARTS: usize = 1_000;
const MOST_PARTS: usize = 4_000;
/// Hits: the default, and the most.
const USUAL_HITS: usize = 50;
const MOST_HITS: usize = 200;
/// Lines of the list of questions: the default, and the most.
const USUAL_ASKS: usize = 100;
const MOST_ASKS: usize = 500;
/// The most characters of a query.
const LONGEST_QUERY: usize = 500;

pub(super) fn routes() -> Router<RouteState> {
    Router::new()
        .route("/api/sessions/{session}/replay", get(overview))
        .route("/api/sessions/{session}/replay/activity", get(activity))
        .route("/api/sessions/{session}/replay/files", get(files))
        .route("/api/sessions/{session}/replay/blame", get(blame))
        .route("/api/sessions/{session}/moment", get(moment))
        .route("/api/sessions/{session}/search", get(search))
        .route("/api/sessions/{session}/asks", get(asks))
        .route("/api/sessions/{session}/asks/runs", get(ask_runs))
        .route("/api/sessions/{session}/asks/{seq}", get(ask))
}

/// `GET /api/sessions/{session}/replay`
async fn overview(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
) -> Result<Json<ReplayView>, RouteError> {
    let sight = state.scoring.sight(record.id, &user.name).await?;
    Ok(Json(state.replay.overview_in(record.id, sight).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActivityQuery {
    #[serde(default)]
    from: i64,
    to: Option<i64>,
    bins: Option<usize>,
}

/// `GET /api/sessions/{session}/replay/activity?from=&to=&bins=`
async fn activity(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<ActivityQuery>,
) -> Result<Json<ActivityView>, RouteError> {
    let parts = within("bins", query.bins.unwrap_or(USUAL_PARTS), MOST_PARTS)?;
    let view = state
        .replay
        .activity(asked.record.id, query.from, query.to, parts);
    Ok(Json(view.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MomentQuery {
    seq: Option<u64>,
    time: Option<i64>,
}

/// `GET /api/sessions/{session}/moment?seq=` or `?time=`
async fn moment(
    AskedSession { user, record }: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<MomentQuery>,
) -> Result<Json<MomentView>, RouteError> {
    let when = match (query.seq, query.time) {
        (Some(seq), None) => When::Seq(seq),
        (None, Some(time)) => When::Time(time),
        _ => {
            let message = "Name the moment by `seq` or by `time`.";
            return Err(RouteError::bad_request("query_malformed", message));
        }
    };
    let sight = state.scoring.sight(record.id, &user.name).await?;
    Ok(Json(state.replay.moment_in(record.id, when, sight).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilesQuery {
    seq: u64,
}

/// `GET /api/sessions/{session}/replay/files?seq=`
async fn files(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<FilesQuery>,
) -> Result<Json<WorkspaceView>, RouteError> {
    Ok(Json(
        state.replay.workspace(asked.record.id, query.seq).await?,
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlameQuery {
    path: String,
    seq: u64,
}

/// `GET /api/sessions/{session}/replay/blame?path=&seq=`
async fn blame(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<BlameQuery>,
) -> Result<Json<BlameView>, RouteError> {
    let view = state.replay.blame(asked.record.id, &query.path, query.seq);
    Ok(Json(view.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchQuery {
    q: String,
    #[serde(default)]
    kinds: String,
    limit: Option<usize>,
}

/// `GET /api/sessions/{session}/search?q=&kinds=&limit=`
async fn search(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<SearchQuery>,
) -> Result<Json<SearchView>, RouteError> {
    if query.q.chars().count() > LONGEST_QUERY {
        let message = format!("`q` may have at most {LONGEST_QUERY} characters.");
        return Err(RouteError::bad_request("query_malformed", message));
    }
    let kinds = kinds_of(&query.kinds)?;
    let limit = within("limit", query.limit.unwrap_or(USUAL_HITS), MOST_HITS)?;
    let found = state.replay.search(asked.record.id, query.q, kinds, limit);
    Ok(Json(found.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AsksQuery {
    run: Option<u64>,
    like: Option<u64>,
    #[serde(default)]
    only: String,
    #[serde(default)]
    text: String,
    from: Option<usize>,
    around: Option<u64>,
    limit: Option<usize>,
}

impl AsksQuery {
    fn asked(self) -> Result<AsksAsked, RouteError> {
        let only = match self.only.as_str() {
            "" => None,
            "failed" => Some(Outcome::Failed),
            "abstained" => Some(Outcome::Abstained),
            _ => {
                let message = "`only` must be `failed` or `abstained`.";
                return Err(RouteError::bad_request("query_malformed", message));
            }
        };
        if self.text.chars().count() > LONGEST_QUERY {
            let message = format!("`text` may have at most {LONGEST_QUERY} characters.");
            return Err(RouteError::bad_request("query_malformed", message));
        }
        Ok(AsksAsked {
            run: self.run,
            like: self.like,
            only,
            text: self.text.trim().to_owned(),
            from: self.from,
            around: self.around,
            limit: within("limit", self.limit.unwrap_or(USUAL_ASKS), MOST_ASKS)?,
        })
    }
}

/// `GET /api/sessions/{session}/asks?around=` or `?from=`, and `run=&like=&only=&text=&limit=`
async fn asks(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<AsksQuery>,
) -> Result<Json<AsksView>, RouteError> {
    let list = state.replay.asks(asked.record.id, query.asked()?);
    Ok(Json(list.await?))
}

/// `GET /api/sessions/{session}/asks/runs`
async fn ask_runs(
    asked: AskedSession,
    State(state): State<RouteState>,
) -> Result<Json<AskRunsView>, RouteError> {
    Ok(Json(state.replay.ask_runs(asked.record.id).await?))
}

/// `GET /api/sessions/{session}/asks/{seq}`
async fn ask(
    asked: AskedSession,
    State(state): State<RouteState>,
    Path((_, seq)): Path<(String, String)>,
) -> Result<Json<AskView>, RouteError> {
    let seq: u64 = seq.parse().map_err(|_| no_event())?;
    Ok(Json(state.replay.ask(asked.record.id, seq).await?))
}

fn within(name: &str, value: usize, most: usize) -> Result<usize, RouteError> {
    if (1..=most).contains(&value) {
        return Ok(value);
    }
    let message = format!("`{name}` must be from 1 to {most}.");
    Err(RouteError::bad_request("query_malformed", message))
}

fn no_event() -> RouteError {
    RouteError::not_found("event_unknown", "The trace has no such event.")
}

impl From<ReplayError> for RouteError {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Store(error) => Self::failed(error.disk_trouble(), error),
            ReplayError::NoEvent(_) => no_event(),
            ReplayError::NoFile(_) => {
                Self::not_found("file_unknown", "There was no such file at that moment.")
            }
            ReplayError::NotYet { .. } => {
                let message = "The trace has not been read up to there yet. Try again in a moment.";
                Self::conflict("not_indexed_yet", message)
            }
            other => Self::internal(other),
        }
    }
}
