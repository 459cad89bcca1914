//! Headers on every answer: what a page may load, no guessing of content types, no referrers.

use axum::Router;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use tower_http::set_header::SetResponseHeaderLayer;

/// Everything comes from this service. The terminal and the editor position things with inline
/// styles.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self' ws: wss:; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const FIXED: [(HeaderName, &str); 3] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Addresses hold tokens.
    (REFERRER_POLICY, "no-referrer"),
];

/// Sets them on every answer. An answer that says nothing about caching is not cached.
pub(super) fn on_all<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    let uncached = HeaderValue::from_static("no-store");
    let uncached = SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, uncached);
    let fixed = FIXED.map(|(name, value)| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    });
    fixed
        .into_iter()
        .fold(routes.layer(uncached), Router::layer)
}
