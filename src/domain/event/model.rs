//! Calls to models.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::payload::Payload;

/// One call to a model, as the gateway saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ModelCall {
    /// The call's id. A stream has two events with the same one.
    pub call: String,
    /// False for a stream's first event, which has no answer yet.
    pub complete: bool,
    /// The model that was requested.
    pub requested_model: String,
    /// The model that answered.
    pub served_model: Option<String>,
    /// The HTTP status that the pipeline got.
    pub status: u16,
    /// The whole body.
    pub request: Payload,
    /// The whole body; for a stream, the bytes as they were sent.
    pub response: Payload,
    /// The answer's text, assembled (chat only).
    pub answer: Option<String>,
    /// Tokens read.
    #[ts(type = "number")]
    pub tokens_in: u64,
    /// Tokens written.
    #[ts(type = "number")]
    pub tokens_out: u64,
    /// Whether the token counts are the gateway's estimate.
    pub tokens_estimated: bool,
    /// In millionths of a euro.
    #[ts(type = "number")]
    pub cost: u64,
    /// Microseconds from the request to the last byte of the answer.
    #[ts(type = "number")]
    pub latency: i64,
    /// Microseconds to the first byte of a stream.
    #[ts(type = "number | null")]
    pub first_byte: Option<i64>,
    /// Why the model stopped.
    pub finish_reason: Option<String>,
    /// A stable code, if the call failed.
    pub error: Option<String>,
}
