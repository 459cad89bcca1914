//! The pages: the built front end (`web/dist`), inside the binary.
//!
//! The service can be built without it; its pages then say how to build the front end. Cargo does
//! not notice when `web/dist` appears or gets new files, so `make web` touches this file.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::access::SignedIn;
use super::error::RouteError;
use super::state::RouteState;
use crate::domain::ids::Digest;

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

const INDEX: &str = "index.html";
/// Names in this folder hold a digest of the content.
const HASHED: &str = "assets/";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
    <title>Assay</title><p>The pages are not part of this build. Run <code>make web</code>, \
    then build the service again.</p></html>";

/// `GET /`: redirects to the sessions, or to the sign-in page.
pub(super) async fn root(
    State(_): State<RouteState>,
    user: Result<SignedIn, RouteError>,
) -> Redirect {
    Redirect::to(if user.is_ok() {
        "/sessions"
    } else {
        "/sign-in"
    })
}

/// Every page: the front end looks at the address itself.
pub(super) async fn page(headers: HeaderMap) -> Response {
    index(&headers, StatusCode::OK)
}

/// Everything without a route: an asset, or 404.
pub(super) async fn asset_or_nothing(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return RouteError::not_found("not_found", "There is nothing at this address.")
            .into_response();
    }
    match Dist::get(path) {
        Some(file) => answer(path, file, &headers, StatusCode::OK),
        None => index(&headers, StatusCode::NOT_FOUND),
    }
}

fn index(headers: &HeaderMap, status: StatusCode) -> Response {
    match Dist::get(INDEX) {
        Some(file) => answer(INDEX, file, headers, status),
        None if status.is_success() => {
            (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response()
        }
        None => (status, Html(NOT_BUILT)).into_response(),
    }
}

fn answer(path: &str, file: EmbeddedFile, asked: &HeaderMap, status: StatusCode) -> Response {
    let tag = format!("\"{}\"", Digest(file.metadata.sha256_hash()));
    let lifetime = if path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    if asked
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return (
            StatusCode::NOT_MODIFIED,
            [(CACHE_CONTROL, lifetime.to_owned()), (ETAG, tag)],
        )
            .into_response();
    }
    let kind = file.metadata.mimetype().to_owned();
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, lifetime.to_owned()),
        (ETAG, tag),
    ];
    (status, headers, file.data.into_owned()).into_response()
}
