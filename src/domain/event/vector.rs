//! Calls to the vector store.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// One call to the vector store, as the sandbox told it: the store runs there, and whatever else
/// runs there can tell the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VectorCall {
    /// Whose word this is: `sandbox`.
    pub source: String,
    /// The collection's name.
    pub collection: String,
    /// What was done: `query`, `scroll`, `upsert`, …
    pub operation: String,
    /// How, without vectors and payloads.
    pub parameters: Value,
    /// The first of the points that it answered or was about.
    pub hits: Vec<VectorHit>,
    /// How many there were.
    #[ts(type = "number")]
    pub found: u64,
    /// Microseconds that it took.
    #[ts(type = "number")]
    pub latency: i64,
    /// Why it failed.
    pub error: Option<String>,
}

/// A point of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VectorHit {
    /// Its id: a number or a UUID, as text.
    pub id: String,
    /// Its score, where points are ranked.
    pub score: Option<f64>,
}
