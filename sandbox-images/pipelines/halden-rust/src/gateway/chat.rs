//! `POST /chat/completions`.

use opentelemetry::{Array, StringValue, Value};
use serde::{Deserialize, Serialize};
use tracing::Instrument;
use tracing::field::Empty;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::{Gateway, GatewayError};

/// A conversation to complete.
#[derive(Debug, Serialize)]
pub struct ChatRequest {
    /// The model.
    pub model: String,
    /// The conversation so far.
    pub messages: Vec<Message>,
    /// Zero: the same question should get the same answer.
    pub temperature: f32,
    /// The longest answer.
    pub max_tokens: u32,
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `system`, `user` or `assistant`.
    pub role: String,
    /// What was said.
    pub content: String,
}

/// The provider's answer.
#[derive(Debug, Deserialize)]
pub struct ChatResponse {
    /// The model that served the request, which need not be the one that was asked for.
    pub model: String,
    /// The completions; we ask for one.
    pub choices: Vec<Choice>,
    /// What it cost.
    pub usage: Usage,
}

/// One completion.
#[derive(Debug, Deserialize)]
pub struct Choice {
    /// The completion.
    pub message: Completion,
    /// Why it ended: `stop`, or `length` when it was cut off.
    pub finish_reason: Option<String>,
}

/// The text of a completion.
#[derive(Debug, Deserialize)]
pub struct Completion {
    /// Null when the model only called tools or refused.
    pub content: Option<String>,
}

/// The tokens of a call.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Read.
    pub prompt_tokens: u64,
    /// Written.
    pub completion_tokens: u64,
}

impl Gateway {
    /// Completes a conversation.
    pub async fn chat(&self, request: &ChatRequest) -> Result<ChatResponse, GatewayError> {
        let span = tracing::info_span!(
            "chat",
            otel.name = format!("chat {}", request.model),
            otel.kind = "client",
            otel.status_code = Empty,
            gen_ai.operation.name = "chat",
            gen_ai.provider.name = "openai",
            gen_ai.request.model = request.model,
            gen_ai.request.max_tokens = request.max_tokens,
            gen_ai.request.temperature = request.temperature,
            gen_ai.response.model = Empty,
            gen_ai.usage.input_tokens = Empty,
            gen_ai.usage.output_tokens = Empty,
        );
        let answer = self.post("chat/completions", request).instrument(span.clone()).await;
        record(&span, &answer);
        answer
    }
}

fn record(span: &tracing::Span, answer: &Result<ChatResponse, GatewayError>) {
    let Ok(response) = answer else {
        span.record("otel.status_code", "ERROR");
        return;
    };
    span.record("gen_ai.response.model", &response.model);
    span.record("gen_ai.usage.input_tokens", response.usage.prompt_tokens);
    span.record("gen_ai.usage.output_tokens", response.usage.completion_tokens);
    if let Some(reason) = response.choices.first().and_then(|c| c.finish_reason.as_deref()) {
        // The convention is a list, which `tracing` cannot record.
        let reasons = Array::from(vec![StringValue::from(reason.to_owned())]);
        span.set_attribute("gen_ai.response.finish_reasons", Value::Array(reasons));
    }
}
