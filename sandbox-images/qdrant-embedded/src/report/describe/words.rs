//! What all descriptions share: how much is said, and how the engine's own types are.

use qdrant_edge::PointId;
use serde::Serialize;
use serde_json::{Value, json};

use super::super::Hit;

/// Points that are named of one call.
pub const HITS: usize = 100;
/// Bytes of parameters; longer ones are left out.
const PARAMETERS: usize = 4096;

/// Parameters, or how long they were.
pub fn bounded(parameters: Value) -> Value {
    let length = parameters.to_string().len();
    if length > PARAMETERS {
        json!({ "omitted_bytes": length })
    } else {
        parameters
    }
}

/// Something of the engine's, as JSON.
pub fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| json!({ "unreadable": error.to_string() }))
}

/// The first of some points.
pub fn named(ids: impl IntoIterator<Item = PointId>) -> Vec<Hit> {
    let hit = |id| Hit {
        id: json!(id),
        score: None,
    };
    ids.into_iter().take(HITS).map(hit).collect()
}
