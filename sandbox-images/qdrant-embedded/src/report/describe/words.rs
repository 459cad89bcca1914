//! What all descriptions share: their size, and the form of the engine's own types.

use qdrant_edge::PointId;
use serde::Serialize;
use serde_json::{Value, json};

use super::super::Hit;

/// Points that are named for one call, at most.
pub const HITS: usize = 100;
/// Bytes of parameters, at most; longer ones are left out.
const PARAMETERS: usize = 4096;

/// The parameters, or only their length if they are too long.
pub fn bounded(parameters: Value) -> Value {
    let length = parameters.to_string().len();
    if length > PARAMETERS {
        json!({ "omitted_bytes": length })
    } else {
        parameters
    }
}

/// A value of the engine's, as JSON.
pub fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| json!({ "unreadable": error.to_string() }))
}

/// At most [`HITS`] points.
pub fn named(ids: impl IntoIterator<Item = PointId>) -> Vec<Hit> {
    let hit = |id| Hit {
        id: json!(id),
        score: None,
    };
    ids.into_iter().take(HITS).map(hit).collect()
}
