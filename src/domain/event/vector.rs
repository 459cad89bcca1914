//! Calls to the vector store.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// One call to the vector store, as the sandbox reported it. The store runs in the sandbox, and any
/// other process there can report the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VectorCall {
    /// Whose word this is: `sandbox`.
    pub source: String,
    pub collection: String,
    /// What was done: `query`, `scroll`, `upsert`, …
    pub operation: String,
    /// Of the operation, without vectors and payloads.
    pub parameters: Value,
    /// The first points that it returned or was about.
    pub hits: Vec<VectorHit>,
    /// How many points there were.
    #[ts(type = "number")]
    pub found: u64,
    /// In microseconds.
    #[ts(type = "number")]
    pub latency: i64,
    pub error: Option<String>,
}

/// A point of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VectorHit {
    /// A number or a UUID, as text.
    pub id: String,
    /// Absent if the points are not ranked.
    pub score: Option<f64>,
}
