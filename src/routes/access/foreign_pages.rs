//! Which pages may change something: ours only.
//!
//! A browser says on whose behalf it asks, by `Origin` or `Sec-Fetch-Site`, and no page can change
//! that. Programs say neither, and carry no cookie that a page could misuse.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::routes::error::RouteError;
use crate::routes::state::RouteState;

/// Refuses what a foreign page asks for. Without an `Origin`, the browser's `Sec-Fetch-Site`
/// decides; without both, it is no browser.
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

/// Refuses what does not come from one of our pages: for a `WebSocket`, which no program of ours
/// opens without saying so.
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

/// The middleware for all routes: requests that may change something must be ours.
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
