//! Which pages may change something: ours only.
//!
//! A browser says which page sends a request, by `Origin` or `Sec-Fetch-Site`, and no page can
//! change that. Other programs send neither header and have no cookie that a page could misuse.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::routes::error::RouteError;
use crate::routes::state::RouteState;

/// Refuses requests from foreign pages. Without `Origin`, `Sec-Fetch-Site` decides. Without both,
/// the client is not a browser.
pub fn check_origin(headers: &HeaderMap, state: &RouteState) -> Result<(), RouteError> {
    if headers.contains_key(ORIGIN) {
        return require_origin(headers, state);
    }
    match text(headers, "sec-fetch-site") {
        None if !headers.contains_key("sec-fetch-site") => Ok(()),
        Some("same-origin" | "none") => Ok(()),
        _ => Err(cross_site()),
    }
}

/// Refuses everything that does not come from one of our pages. For a `WebSocket`, where every
/// client of ours sends `Origin`.
pub fn require_origin(headers: &HeaderMap, state: &RouteState) -> Result<(), RouteError> {
    let own = text(headers, ORIGIN.as_str())
        .is_some_and(|origin| state.origins.own(origin, text(headers, HOST.as_str())));
    if own { Ok(()) } else { Err(cross_site()) }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn cross_site() -> RouteError {
    let message = "This request came from another site and was refused.";
    RouteError::new(StatusCode::FORBIDDEN, "cross_site", message)
}

/// Middleware for all routes: a request that may change something must come from our pages.
pub async fn refuse_foreign(
    State(state): State<RouteState>,
    request: Request,
    next: Next,
) -> Result<Response, RouteError> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        check_origin(request.headers(), &state)?;
    }
    Ok(next.run(request).await)
}
