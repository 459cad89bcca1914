//! Who answers, and that it answers.

use axum::Json;
use serde_json::{Value, json};

use crate::{API_VERSION, SELF, TITLE};

/// Title and version, as Qdrant's root page.
pub async fn about() -> Json<Value> {
    Json(json!({ "title": TITLE, "version": API_VERSION, "commit": SELF }))
}

/// The server listens only after every collection is open, so it is ready when it answers.
pub async fn healthy() -> &'static str {
    "healthz check passed"
}
