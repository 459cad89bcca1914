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
    access, adjudication, anchors, assets, blind, calibration, candidate, check_curve, events,
    headers, invitations, replay, report, request_log, review_time, reviews, scenarios, sessions,
    standing, terminal, transcripts,
};
use crate::session::Conductor;

/// The largest body: a review with a long reason for each criterion is far below it.
const BODY_LIMIT: usize = 1024 * 1024;
/// The largest body from somebody who is not signed in.
const SIGN_IN_LIMIT: usize = 16 * 1024;

/// Without a conductor, the routes of running sessions are left out; for tests of the others.
/// Layers run from the last to the first, so the answer to a panic also gets headers and a line in
/// the log.
pub fn build(state: RouteState, conductor: Option<Arc<Conductor>>) -> Router {
    let routes = Router::new()
        .merge(pages())
        .merge(practitioner())
        .merge(replay::routes())
        .merge(transcripts::routes())
        .merge(scoring());
    let routes = match conductor {
        Some(conductor) => routes.merge(conducted(conductor)),
        None => routes,
    };
    let routes = routes
        .fallback(assets::asset_or_nothing)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), access::refuse_foreign));
    headers::on_all(routes)
        .layer(from_fn(request_log::note))
        .with_state(state)
}

/// The routes that need a conductor.
fn conducted(conductor: Arc<Conductor>) -> Router<RouteState> {
    candidate::routes()
        .merge(standing::routes())
        .route(
            "/api/candidate/terminals/{terminal}",
            get(terminal::connect),
        )
        .route(
            "/api/sessions/{session}/check-curve",
            get(check_curve::show).post(check_curve::start),
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
        .route("/calibration", get(assets::page))
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
        .route("/api/sessions/{session}/scenario", get(sessions::scenario))
        .route("/api/scenarios", get(scenarios::list))
        .route("/api/scenarios/{slug}", get(scenarios::show))
        .route("/api/invitations", post(invitations::create))
}

/// From reviews to a final score.
fn scoring() -> Router<RouteState> {
    Router::new()
        .route("/api/sessions/{session}/review", put(reviews::save))
        .route(
            "/api/sessions/{session}/review/submit",
            post(reviews::submit),
        )
        .route(
            "/api/sessions/{session}/review/time",
            post(review_time::beat),
        )
        .route("/api/sessions/{session}/unblind", post(blind::unblind))
        .route("/api/sessions/{session}/report", get(report::show))
        .route(
            "/api/sessions/{session}/adjudication",
            post(adjudication::take_step),
        )
        .route(
            "/api/sessions/{session}/anchor",
            put(anchors::set).delete(anchors::end),
        )
        .route("/api/calibration", get(calibration::show))
}

async fn wrong_method() -> RouteError {
    let message = "This address does not support this method.";
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
