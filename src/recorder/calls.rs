//! What the gateway reports, as events.

use futures_util::future::BoxFuture;

use super::health::Health;
use crate::domain::event::{self, Actor, EventBody, ModelCall};
use crate::domain::payload::Payload;
use crate::gateway::{
    Call, CallKind, CallSink, Phase, RecordError, Span, VectorCall, VectorHit, VectorReport,
};
use crate::trace::{Entry, TraceClosed, TraceLog};

/// Whose word a call to the vector store is.
const SANDBOX: &str = "sandbox";

/// Writes a session's calls into its trace. A call is answered only once that is done.
pub struct CallRecorder {
    trace: TraceLog,
    health: Health,
    vectors: Health,
}

impl CallRecorder {
    /// A recorder for this trace.
    pub fn new(trace: TraceLog) -> Self {
        Self {
            health: Health::new("calls", trace.clone()),
            vectors: Health::new("vector", trace.clone()),
            trace,
        }
    }

    async fn append(&self, entries: Vec<Entry>) -> Result<(), TraceClosed> {
        let mut waiting = Vec::with_capacity(entries.len());
        for entry in entries {
            waiting.push(self.trace.append_later(entry).await?);
        }
        for durable in waiting {
            if durable.await.is_err() {
                // If the trace still takes events, it says that it did not take this one.
                self.health.degrade("A call could not be recorded.").await?;
                return Err(TraceClosed);
            }
        }
        self.health.restore().await
    }

    async fn append_vectors(&self, report: VectorReport) -> Result<(), TraceClosed> {
        self.append(report.calls.into_iter().map(vector_entry).collect())
            .await?;
        match report.dropped {
            0 => self.vectors.restore().await,
            dropped => {
                let reason = format!("Calls to the vector store that are not recorded: {dropped}.");
                self.vectors.degrade(&reason).await
            }
        }
    }
}

impl CallSink for CallRecorder {
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>> {
        Box::pin(async move {
            let recorded = self.append(entries(call)).await;
            recorded.map_err(|error| RecordError(error.to_string()))
        })
    }

    fn record_vectors(&self, report: VectorReport) -> BoxFuture<'_, Result<(), RecordError>> {
        Box::pin(async move {
            let recorded = self.append_vectors(report).await;
            recorded.map_err(|error| RecordError(error.to_string()))
        })
    }
}

fn vector_entry(call: VectorCall) -> Entry {
    let hit = |hit: VectorHit| event::VectorHit {
        id: hit.id,
        score: hit.score,
    };
    let body = event::VectorCall {
        source: SANDBOX.to_owned(),
        collection: call.collection,
        operation: call.operation,
        parameters: call.parameters,
        hits: call.hits.into_iter().map(hit).collect(),
        found: call.found,
        latency: i64::try_from(call.latency_us).unwrap_or(i64::MAX),
        error: call.error,
    };
    Entry::new(Actor::Candidate, EventBody::VectorCall(body))
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

/// An attribute, where OpenTelemetry has a field: only that it failed is worth a word.
const STATUS: &str = "otel.status_code";

fn ended(mut span: Span) -> EventBody {
    if span.status == "error" {
        span.attributes.insert(STATUS.to_owned(), "ERROR".into());
    }
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
