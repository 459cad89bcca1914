//! Calls to models.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::payload::Payload;

/// One call to a model, as the gateway saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ModelCall {
    /// The call's name; a stream has two events of the same name.
    pub call: String,
    /// False of a stream's first event, which has no answer yet.
    pub complete: bool,
    /// The model that was asked for.
    pub requested_model: String,
    /// The model that answered.
    pub served_model: Option<String>,
    /// HTTP status that the pipeline got.
    pub status: u16,
    /// The whole request body.
    pub request: Payload,
    /// The whole response body; of a stream, its bytes as they were sent.
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
    /// Cost in millionths of a euro.
    #[ts(type = "number")]
    pub cost: u64,
    /// Microseconds from request to the last byte.
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
