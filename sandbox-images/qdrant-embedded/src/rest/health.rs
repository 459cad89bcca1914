//! The server's name and version, and its health.

use axum::Json;
use serde_json::{Value, json};

use crate::{API_VERSION, SELF, TITLE};

/// Title and version, as on Qdrant's root page.
pub async fn about() -> Json<Value> {
    Json(json!({ "title": TITLE, "version": API_VERSION, "commit": SELF }))
}

/// The server listens only after every collection is open, so if it answers, it is ready.
pub async fn healthy() -> &'static str {
    "healthz check passed"
}
