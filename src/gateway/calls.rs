//! What the gateway reports, as an interface.
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

/// Where calls go. Implemented by the recorder; [`super::MemorySink`] serves tests and tools.
pub trait CallSink: Send + Sync {
    /// Makes the call durable. Recording the same id and phase again must change nothing.
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>>;

    /// Makes what the sandbox tells of its vector store durable; returns how many calls are
    /// recorded. Who does not care drops it.
    fn record_vectors(&self, _report: VectorReport) -> BoxFuture<'_, Result<usize, RecordError>> {
        Box::pin(async { Ok(0) })
    }
}

/// The trace did not take a call.
#[derive(Debug, thiserror::Error)]
#[error("the call could not be recorded: {0}")]
pub struct RecordError(pub String);

/// What sort of exchange a call was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    /// A chat completion.
    Chat,
    /// An embedding of one or more texts.
    Embedding,
    /// A listing of models.
    Models,
    /// OTLP spans from the pipeline.
    Telemetry,
    /// Something the gateway would not serve: over a limit, over budget, or an unknown route.
    Refused,
}

/// How far a call had come when it was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// A stream is about to begin; the response is still empty.
    Opened,
    /// The exchange is over; the report is whole.
    Completed,
}

/// Why a call did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The request is malformed or asks for something unsupported.
    InvalidRequest,
    /// The prompt does not fit the model's window.
    ContextLength,
    /// No such model is configured.
    UnknownModel,
    /// No such route; recorded as refused.
    UnknownRoute,
    /// The body exceeds its limit; recorded as refused.
    TooLarge,
    /// The body did not arrive in time; recorded as refused.
    SlowRequest,
    /// Too many requests under way; recorded as refused.
    TooManyRequests,
    /// The session's budget is spent; recorded as refused.
    BudgetSpent,
    /// The provider could not be reached.
    UpstreamUnreachable,
    /// The provider did not answer in time.
    UpstreamTimeout,
    /// The provider answered with an error status.
    UpstreamStatus,
    /// The provider's answer broke off.
    UpstreamTruncated,
    /// The provider answered with an error, or with nothing of use, where an answer was due.
    UpstreamError,
    /// The client went away before the answer was complete.
    ClientGone,
    /// The gateway itself failed.
    Internal,
}

impl ErrorClass {
    /// Whether the call was refused at the door rather than tried.
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

/// Tokens of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
    /// Counted by the gateway because the provider did not say.
    pub estimated: bool,
}

impl Usage {
    /// Tokens read and written.
    pub fn total(&self) -> u64 {
        self.prompt_tokens.saturating_add(self.completion_tokens)
    }
}

/// One exchange, whole.
#[derive(Clone, Debug)]
pub struct Call {
    /// Identifies the call; time-ordered.
    pub id: Uuid,
    /// What sort of exchange it was.
    pub kind: CallKind,
    /// How far it had come.
    pub phase: Phase,
    /// Method and path as requested, bounded in length.
    pub route: String,
    /// When the request's head had arrived.
    pub started_at: Timestamp,
    /// From then until the answer was ready to be completed.
    pub latency_us: u64,
    /// From then until the answer's first byte was ready.
    pub first_byte_us: Option<u64>,
    /// HTTP status answered.
    pub status: u16,
    /// The request body, whole, unless it was refused for its size.
    pub request: Bytes,
    /// The response body; for a stream everything sent, the closing marker left out.
    pub response: Bytes,
    /// The answer's text, assembled from a chat response or stream.
    pub text: Option<String>,
    /// The model asked for.
    pub requested_model: Option<String>,
    /// The model that says it answered.
    pub served_model: Option<String>,
    /// Tokens in and out.
    pub usage: Usage,
    /// What the call cost, in millionths of a euro.
    pub cost_micro_eur: u64,
    /// Why the model stopped.
    pub finish_reason: Option<String>,
    /// Why the call did not end well.
    pub error: Option<ErrorClass>,
    /// Telemetry only: the spans that were accepted.
    pub spans: Vec<Span>,
}

/// One OpenTelemetry span, bounded in size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Name of the operation.
    pub name: String,
    /// Hexadecimal trace id.
    pub trace_id: String,
    /// Hexadecimal span id.
    pub span_id: String,
    /// Hexadecimal id of the parent; absent at the root.
    pub parent_span_id: Option<String>,
    /// Start, in nanoseconds since the epoch by the sandbox's clock.
    pub start_unix_nano: u64,
    /// End, likewise.
    pub end_unix_nano: u64,
    /// What it was to the others: `server`, `client`, `producer`, `consumer`, `internal`, or empty.
    pub kind: String,
    /// The span's status: `unset`, `ok` or `error`.
    pub status: String,
    /// What is said with the status, mostly an error's message.
    pub status_message: String,
    /// The span's attributes.
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// What happened during it, exceptions for example.
    pub events: Vec<SpanEvent>,
    /// Other spans that it names.
    pub links: Vec<SpanLink>,
    /// Attributes, events and links that were beyond the bounds.
    pub left_out: u64,
}

/// Something that happened during a span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpanEvent {
    /// When, in nanoseconds since the epoch by the sandbox's clock.
    pub time_unix_nano: u64,
    /// Its name; `exception` for one.
    pub name: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, serde_json::Value>,
}

/// Another span that a span names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpanLink {
    /// Hexadecimal trace id.
    pub trace_id: String,
    /// Hexadecimal span id.
    pub span_id: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, serde_json::Value>,
}

/// What the sandbox tells of its vector store, bounded in size.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorReport {
    /// Calls that were made and are not told of, as the sandbox claims: any number.
    pub claimed: u64,
    /// Calls that were told of, and are more than one report may bring.
    pub beyond: u64,
    /// Calls, in the order in which they ended.
    pub calls: Vec<VectorCall>,
}

/// One call to the vector store.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorCall {
    /// The collection's name.
    pub collection: String,
    /// What was done.
    pub operation: String,
    /// How, without vectors and payloads.
    pub parameters: serde_json::Value,
    /// The first of the points that it answered or was about.
    pub hits: Vec<VectorHit>,
    /// How many there were.
    pub found: u64,
    /// Microseconds that it took.
    pub latency_us: u64,
    /// Why it failed.
    pub error: Option<String>,
}

/// A point of a call to the vector store.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorHit {
    /// Its id.
    pub id: String,
    /// Its score, where points are ranked.
    pub score: Option<f64>,
}
