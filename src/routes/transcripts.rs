//! A terminal as text: `docs/replay.md`.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::FromQuery;
use super::state::RouteState;
use super::views::{CopiedView, FoundLinesView, LinesView, TranscriptView};
use crate::replay::LinesAsked;

/// Lines: the default, and the most.
const USUAL_LINES: u64 = 200;
const MOST_LINES: u64 = 1_000;
/// The most characters of a text that is looked for.
const LONGEST: usize = 500;

pub(super) fn routes() -> Router<RouteState> {
    Router::new()
        .route("/api/sessions/{session}/replay/transcript", get(outline))
        .route(
            "/api/sessions/{session}/replay/transcript/lines",
            get(lines),
        )
        .route("/api/sessions/{session}/replay/transcript/find", get(find))
        .route("/api/sessions/{session}/replay/transcript/text", get(text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutlineQuery {
    terminal: u32,
}

/// `GET /api/sessions/{session}/replay/transcript?terminal=`
async fn outline(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<OutlineQuery>,
) -> Result<Json<TranscriptView>, RouteError> {
    let view = state.replay.transcript(asked.record.id, query.terminal);
    Ok(Json(view.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinesQuery {
    terminal: u32,
    line: Option<u64>,
    around: Option<u64>,
    #[serde(default)]
    text: String,
    limit: Option<u64>,
}

/// `GET /api/sessions/{session}/replay/transcript/lines?terminal=&line=&limit=`, or `around=&text=`
/// instead of `line=`
async fn lines(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<LinesQuery>,
) -> Result<Json<LinesView>, RouteError> {
    let limit = query.limit.unwrap_or(USUAL_LINES);
    if !(1..=MOST_LINES).contains(&limit) {
        return Err(malformed(&format!(
            "`limit` must be from 1 to {MOST_LINES}."
        )));
    }
    short("text", &query.text)?;
    let wanted = match (query.line, query.around) {
        (Some(line), None) => LinesAsked::From(line),
        (None, Some(seq)) => LinesAsked::Around {
            seq,
            text: query.text,
        },
        _ => return Err(malformed("Name the lines by `line` or by `around`.")),
    };
    let view = state
        .replay
        .transcript_lines(asked.record.id, query.terminal, wanted, limit);
    Ok(Json(view.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FindQuery {
    terminal: u32,
    q: String,
}

/// `GET /api/sessions/{session}/replay/transcript/find?terminal=&q=`
async fn find(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<FindQuery>,
) -> Result<Json<FoundLinesView>, RouteError> {
    short("q", &query.q)?;
    let found = state
        .replay
        .transcript_find(asked.record.id, query.terminal, &query.q);
    Ok(Json(found.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextQuery {
    terminal: u32,
    first: u64,
    end: u64,
}

/// `GET /api/sessions/{session}/replay/transcript/text?terminal=&first=&end=`
async fn text(
    asked: AskedSession,
    State(state): State<RouteState>,
    FromQuery(query): FromQuery<TextQuery>,
) -> Result<Json<CopiedView>, RouteError> {
    let TextQuery {
        terminal,
        first,
        end,
    } = query;
    let copied = state
        .replay
        .transcript_text(asked.record.id, terminal, first, end);
    Ok(Json(copied.await?))
}

fn short(name: &str, text: &str) -> Result<(), RouteError> {
    if text.chars().count() <= LONGEST {
        return Ok(());
    }
    Err(malformed(&format!(
        "`{name}` may have at most {LONGEST} characters."
    )))
}

fn malformed(message: &str) -> RouteError {
    RouteError::bad_request("query_malformed", message)
}
