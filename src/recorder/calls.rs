//! What the gateway reports, as events.

use futures_util::future::BoxFuture;

use crate::domain::event::{Actor, EventBody, ModelCall};
use crate::domain::payload::Payload;
use crate::gateway::{Call, CallKind, CallSink, Phase, RecordError, Span};
use crate::trace::{Entry, TraceLog};

/// Writes a session's calls into its trace. A call is answered only once that is done.
pub struct CallRecorder {
    trace: TraceLog,
}

impl CallRecorder {
    /// A recorder for this trace.
    pub fn new(trace: TraceLog) -> Self {
        Self { trace }
    }
}

impl CallSink for CallRecorder {
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>> {
        Box::pin(async move {
            let closed = |error: crate::trace::TraceClosed| RecordError(error.to_string());
            for entry in entries(call) {
                self.trace.append(entry).await.map_err(closed)?;
            }
            Ok(())
        })
    }
}

fn entries(call: Call) -> Vec<Entry> {
    match call.kind {
        // Asking which models there are says nothing about anybody.
        CallKind::Models => Vec::new(),
        CallKind::Telemetry if call.error.is_none() => call
            .spans
            .into_iter()
            .map(|span| Entry::new(Actor::Candidate, ended(span)))
            .collect(),
        CallKind::Chat => vec![model_entry(call, EventBody::ModelChat)],
        CallKind::Embedding => vec![model_entry(call, EventBody::ModelEmbedding)],
        CallKind::Telemetry | CallKind::Refused => {
            vec![model_entry(call, EventBody::ModelRefused)]
        }
    }
}

fn ended(span: Span) -> EventBody {
    EventBody::SpanEnded {
        name: span.name,
        trace: span.trace_id,
        span: span.span_id,
        parent: span.parent_span_id.unwrap_or_default(),
        start: span.start_unix_nano.to_string(),
        end: span.end_unix_nano.to_string(),
        attributes: span.attributes.into_iter().collect(),
    }
}

fn model_entry(call: Call, body: impl FnOnce(ModelCall) -> EventBody) -> Entry {
    let micros = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let (request, request_content) = Payload::of(call.request.to_vec());
    let (response, response_content) = Payload::of(call.response.to_vec());
    let error = call
        .error
        .and_then(|error| serde_json::to_value(error).ok());
    let data = ModelCall {
        call: call.id.to_string(),
        complete: call.phase == Phase::Completed,
        requested_model: call.requested_model.unwrap_or_default(),
        served_model: call.served_model,
        status: call.status,
        request,
        response,
        answer: call.text,
        tokens_in: call.usage.prompt_tokens,
        tokens_out: call.usage.completion_tokens,
        tokens_estimated: call.usage.estimated,
        cost: call.cost_micro_eur,
        latency: micros(call.latency_us),
        first_byte: call.first_byte_us.map(micros),
        finish_reason: call.finish_reason,
        error: error.and_then(|error| error.as_str().map(str::to_owned)),
    };
    let contents = request_content
        .into_iter()
        .chain(response_content)
        .collect();
    Entry::new(Actor::Candidate, body(data)).with_contents(contents)
}
