//! All routes, and what every request passes on its way to one.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Extension};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Router, http::StatusCode};
use tower_http::catch_panic::CatchPanicLayer;

use super::error::RouteError;
use super::state::RouteState;
use super::{
    access, assets, candidate, events, headers, invitations, replay, request_log, reviews,
    scenarios, sessions, terminal,
};
use crate::session::Conductor;

/// The largest body: a review with a long reason for each criterion is far below it.
const BODY_LIMIT: usize = 1024 * 1024;
/// The largest body of somebody who is not known yet.
const SIGN_IN_LIMIT: usize = 16 * 1024;

/// The service's routes. Layers run from the last to the first: a panic is caught within what
/// sets headers and logs.
pub fn build(state: RouteState, conductor: Option<Arc<Conductor>>) -> Router {
    let routes = Router::new()
        .merge(pages())
        .merge(practitioner())
        .merge(replay::routes());
    let routes = match conductor {
        Some(conductor) => routes.merge(candidates(conductor)),
        None => routes,
    };
    routes
        .fallback(assets::asset_or_nothing)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), access::refuse_foreign))
        .layer(from_fn(headers::add))
        .layer(from_fn(request_log::note))
        .with_state(state)
}

/// Without a conductor there are no sessions to conduct: for tests of the other routes.
fn candidates(conductor: Arc<Conductor>) -> Router<RouteState> {
    candidate::routes()
        .route(
            "/api/candidate/terminals/{terminal}",
            get(terminal::connect),
        )
        .layer(Extension(conductor))
}

fn pages() -> Router<RouteState> {
    Router::new()
        .route("/", get(assets::root))
        .route("/sign-in", get(assets::page))
        .route("/sessions", get(assets::page))
        .route("/sessions/{session}", get(assets::page))
        .route("/sessions/{session}/report", get(assets::page))
        .route("/scenarios", get(assets::page))
        .route("/scenarios/{slug}", get(assets::page))
        .route("/c/{token}", get(assets::page))
}

fn practitioner() -> Router<RouteState> {
    Router::new()
        .route(
            "/api/sign-in",
            post(access::sign_in).layer(DefaultBodyLimit::max(SIGN_IN_LIMIT)),
        )
        .route("/api/sign-out", post(access::sign_out))
        .route("/api/me", get(access::me))
        .route("/api/sessions", get(sessions::list))
        .route("/api/sessions/{session}", get(sessions::show))
        .route("/api/sessions/{session}/events", get(events::page))
        .route("/api/sessions/{session}/blobs/{digest}", get(events::blob))
        .route("/api/sessions/{session}/review", put(reviews::save))
        .route(
            "/api/sessions/{session}/review/submit",
            post(reviews::submit),
        )
        .route("/api/scenarios", get(scenarios::list))
        .route("/api/scenarios/{slug}", get(scenarios::show))
        .route("/api/invitations", post(invitations::create))
}

async fn wrong_method() -> RouteError {
    let message = "This address does not take this method.";
    RouteError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        message,
    )
}

#[expect(clippy::needless_pass_by_value, reason = "as the layer hands it over")]
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    RouteError::internal(anyhow::anyhow!("a handler panicked: {text}")).into_response()
}
