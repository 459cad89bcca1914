//! The interface through which the gateway reports its calls.
//!
//! Ordering: `record` returns only once the call is durable, and the gateway completes an answer to
//! the client only after that. A streamed call is recorded twice under one id: [`Phase::Opened`]
//! before the first byte, [`Phase::Completed`] before the final one, so that a service killed in
//! between leaves the question in the trace even though the tail of the answer is lost.

use std::collections::BTreeMap;

use axum::body::Bytes;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The recorder implements this; [`super::MemorySink`] serves tests and tools.
pub trait CallSink: Send + Sync {
    /// Makes the call durable. Recording the same id and phase again must change nothing.
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>>;

    /// Makes the sandbox's report of calls to its vector store durable and returns how many of them
    /// were recorded. Without an implementation, the report is dropped.
    fn record_vectors(&self, _report: VectorReport) -> BoxFuture<'_, Result<usize, RecordError>> {
        Box::pin(async { Ok(0) })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the call could not be recorded: {0}")]
pub struct RecordError(pub String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    Chat,
    Embedding,
    Models,
    /// OTLP spans from the pipeline.
    Telemetry,
    /// A request that was not served: over a limit, over budget, or to an unknown route.
    Refused,
}

/// How far a call had come when it was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// A stream is about to begin; the response is still empty.
    Opened,
    /// The exchange is over and the report is complete.
    Completed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The request is malformed or asks for something unsupported.
    InvalidRequest,
    /// The prompt does not fit the model's window.
    ContextLength,
    UnknownModel,
    /// Recorded as refused.
    UnknownRoute,
    /// The body exceeds its limit; recorded as refused.
    TooLarge,
    /// The body did not arrive in time; recorded as refused.
    SlowRequest,
    /// Too many requests at once; recorded as refused.
    TooManyRequests,
    /// The session's budget is used up; recorded as refused.
    BudgetSpent,
    UpstreamUnreachable,
    UpstreamTimeout,
    /// The provider answered with an error status.
    UpstreamStatus,
    /// The provider's answer ended before it was complete.
    UpstreamTruncated,
    /// An error, or nothing usable, came where the provider's answer was due.
    UpstreamError,
    /// The client disconnected before the answer was complete.
    ClientGone,
    Internal,
}

impl ErrorClass {
    /// Whether the gateway refused the call without trying it.
    pub fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::UnknownRoute
                | Self::TooLarge
                | Self::SlowRequest
                | Self::TooManyRequests
                | Self::BudgetSpent
        )
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub prompt_tokens: u64,
    pub completion_tokens: u64,
    /// Counted by the gateway, because the provider did not count.
    pub estimated: bool,
}

impl Usage {
    pub fn total(&self) -> u64 {
        self.prompt_tokens.saturating_add(self.completion_tokens)
    }
}

#[derive(Clone, Debug)]
pub struct Call {
    /// Ordered by time.
    pub id: Uuid,
    pub kind: CallKind,
    pub phase: Phase,
    /// Method and path as requested, bounded in length.
    pub route: String,
    /// When the head of the request had arrived.
    pub started_at: Timestamp,
    /// From `started_at` until the answer was ready to be completed.
    pub latency_us: u64,
    /// From `started_at` until the answer's first byte was ready.
    pub first_byte_us: Option<u64>,
    pub status: u16,
    /// The request body, whole, unless it was refused for its size.
    pub request: Bytes,
    /// For a stream, everything that was sent except the closing marker.
    pub response: Bytes,
    /// The answer's text, assembled from a chat response or stream.
    pub text: Option<String>,
    pub requested_model: Option<String>,
    /// The model that the answer names.
    pub served_model: Option<String>,
    pub usage: Usage,
    /// In millionths of a euro.
    pub cost_micro_eur: u64,
    pub finish_reason: Option<String>,
    pub error: Option<ErrorClass>,
    /// Telemetry only: the spans that were accepted.
    pub spans: Vec<Span>,
}

/// One OpenTelemetry span, bounded in size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub name: String,
    /// In hexadecimal.
    pub trace_id: String,
    /// In hexadecimal.
    pub span_id: String,
    /// In hexadecimal; absent at the root.
    pub parent_span_id: Option<String>,
    /// In nanoseconds since the epoch, by the sandbox's clock.
    pub start_unix_nano: u64,
    /// In nanoseconds since the epoch, by the sandbox's clock.
    pub end_unix_nano: u64,
    /// `server`, `client`, `producer`, `consumer`, `internal`, or empty.
    pub kind: String,
    /// `unset`, `ok` or `error`.
    pub status: String,
    /// Mostly an error's message.
    pub status_message: String,
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// What happened during the span, such as exceptions.
    pub events: Vec<SpanEvent>,
    pub links: Vec<SpanLink>,
    /// How many attributes, events and links exceeded the bounds.
    pub left_out: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpanEvent {
    /// In nanoseconds since the epoch, by the sandbox's clock.
    pub time_unix_nano: u64,
    /// `exception` for an exception.
    pub name: String,
    pub attributes: BTreeMap<String, serde_json::Value>,
}

/// Another span that this one refers to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpanLink {
    /// In hexadecimal.
    pub trace_id: String,
    /// In hexadecimal.
    pub span_id: String,
    pub attributes: BTreeMap<String, serde_json::Value>,
}

/// The sandbox's report of calls to its vector store, bounded in size.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorReport {
    /// How many further calls the sandbox claims that it made and did not report: any number.
    pub claimed: u64,
    /// How many reported calls exceeded the bound for one report.
    pub beyond: u64,
    /// In the order in which they ended.
    pub calls: Vec<VectorCall>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct VectorCall {
    pub collection: String,
    pub operation: String,
    /// Without vectors and payloads.
    pub parameters: serde_json::Value,
    /// The first of the points that the call returned or was about.
    pub hits: Vec<VectorHit>,
    /// How many such points there were in total.
    pub found: u64,
    pub latency_us: u64,
    pub error: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct VectorHit {
    pub id: String,
    /// Set only where points are ranked.
    pub score: Option<f64>,
}
