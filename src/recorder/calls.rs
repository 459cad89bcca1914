//! Turns what the gateway reports into events.

use futures_util::future::BoxFuture;

use super::health::Health;
use super::spans;
use crate::domain::event::{self, Actor, EventBody, ModelCall};
use crate::domain::payload::Payload;
use crate::gateway::{
    Call, CallKind, CallSink, Phase, RecordError, VectorCall, VectorHit, VectorReport,
};
use crate::trace::{Counts, Entry, Rated, TraceClosed, TraceLog};

/// The source of vector store calls: the sandbox reports them, so they are its claim.
const SANDBOX: &str = "sandbox";
/// The largest number of unreported calls that one report may claim. A store makes fewer between
/// two reports.
const CLAIMED: u64 = 1_000_000;
/// The largest number of points that a call may claim to have found.
const FOUND: u64 = 1_000_000_000;
/// The largest latency that a call may claim, in microseconds: one day.
const LATENCY: u64 = 86_400_000_000;

/// Writes a session's calls to its trace. A call is answered only after its event is durable.
pub struct CallRecorder {
    trace: TraceLog,
    health: Health,
}

impl CallRecorder {
    pub fn new(trace: TraceLog) -> Self {
        Self {
            health: Health::new("calls", trace.clone()),
            trace,
        }
    }

    async fn append(&self, entries: Vec<Entry>, left_out: Counts) -> Result<(), TraceClosed> {
        let mut waiting = Vec::with_capacity(entries.len());
        for entry in entries {
            waiting.push(self.trace.append_later(entry).await?);
        }
        for durable in waiting {
            if let Err(error) = durable.await {
                // The trace still takes events, so it can say that this one was lost.
                self.health.degrade("A call could not be recorded.").await?;
                return Err(error);
            }
        }
        self.trace.leave_out(left_out).await?;
        self.health.restore().await
    }

    /// The sandbox's count of the calls that it did not report is a claim, and is recorded as one.
    async fn append_vectors(&self, report: VectorReport) -> Result<usize, TraceClosed> {
        let mut left_out = Counts::default();
        left_out.add(Rated::VectorCall, report.beyond);
        left_out.add(Rated::VectorClaim, report.claimed.min(CLAIMED));
        let mut entries = Vec::with_capacity(report.calls.len());
        for call in report.calls {
            if self.trace.admit(Rated::VectorCall, weight(&call)) {
                entries.push(vector_entry(call));
            } else {
                left_out.add(Rated::VectorCall, 1);
            }
        }
        let recorded = entries.len();
        self.append(entries, left_out).await?;
        Ok(recorded)
    }

    async fn append_call(&self, call: Call) -> Result<(), TraceClosed> {
        let mut left_out = Counts::default();
        let entries = match call.kind {
            // A request for the list of models says nothing about the candidate.
            CallKind::Models => Vec::new(),
            CallKind::Telemetry if call.error.is_none() => {
                let spans = call.spans.into_iter();
                let kept = spans.filter_map(|it| spans::admitted(&self.trace, it, &mut left_out));
                kept.map(|body| Entry::new(Actor::Candidate, body))
                    .collect()
            }
            CallKind::Chat => vec![model_entry(call, EventBody::ModelChat)],
            CallKind::Embedding => vec![model_entry(call, EventBody::ModelEmbedding)],
            CallKind::Telemetry | CallKind::Refused => {
                vec![model_entry(call, EventBody::ModelRefused)]
            }
        };
        self.append(entries, left_out).await
    }
}

impl CallSink for CallRecorder {
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>> {
        Box::pin(async move {
            let recorded = self.append_call(call).await;
            recorded.map_err(|error| RecordError(error.to_string()))
        })
    }

    fn record_vectors(&self, report: VectorReport) -> BoxFuture<'_, Result<usize, RecordError>> {
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
        found: call.found.min(FOUND),
        latency: i64::try_from(call.latency_us.min(LATENCY)).unwrap_or(i64::MAX),
        error: call.error,
    };
    Entry::new(Actor::Candidate, EventBody::VectorCall(body))
}

/// The approximate size of a call's event, in bytes.
fn weight(call: &VectorCall) -> usize {
    let hits: usize = call.hits.iter().map(|hit| hit.id.len() + 20).sum();
    call.parameters.to_string().len() + hits
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
