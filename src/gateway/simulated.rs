//! The simulated models: an extractive reader, deterministic, and honest in its name.
//!
//! The reader is not a language model and is never presented as one. It finds the question and the
//! context in a prompt, scores the context's sentences and table rows against the question, and
//! answers with the best ones. `docs/simulated-models.md` lists what it obeys and what it does when
//! nothing forbids it; each rule there has a test here. With it, every scenario works without
//! internet, repeatably.

mod answer;
mod completion;
mod fields;
mod instructions;
mod invent;
mod json_answer;
mod judge;
mod markdown;
mod prompt;
mod schema;
mod score;
mod sentences;
mod synonyms;
mod terms;
mod version;
mod wanted_value;

use std::sync::Arc;

use super::answer::Answer;
use super::config::SimulatedConfig;
use super::embedder::Seat;
use super::error::ApiError;
use super::facts::estimate;
use super::wire::ChatRequest;
use completion::Completion;

/// Tokens counted for each message on top of its text.
const MESSAGE_OVERHEAD: u64 = 4;

pub struct Reader {
    config: SimulatedConfig,
    seat: Arc<Seat>,
}

impl Reader {
    /// The reader uses the session's share of the embedding model.
    pub fn new(config: SimulatedConfig, seat: Arc<Seat>) -> Self {
        Self { config, seat }
    }

    /// Answers a request in the time that a model of this speed would take.
    pub(super) async fn answer(&self, request: &ChatRequest) -> Result<Answer, ApiError> {
        let completion = self.complete(request).await?;
        Ok(completion.answer(request, &self.config).await)
    }

    /// The answer, without the latency.
    async fn complete(&self, request: &ChatRequest) -> Result<Completion, ApiError> {
        refuse_unsupported(request)?;
        let prompt_tokens = prompt_tokens(request);
        let window = self.config.context_window;
        let asked = prompt_tokens.saturating_add(request.max_tokens.unwrap_or(1));
        if asked > window {
            return Err(ApiError::context_length(window, asked));
        }
        let text = answer::answer(request, &self.seat).await?;
        let room = request.max_tokens.unwrap_or(window - prompt_tokens);
        Ok(Completion::new(&text, prompt_tokens, room, &stops(request)))
    }
}

fn prompt_tokens(request: &ChatRequest) -> u64 {
    request
        .messages
        .iter()
        .map(|message| estimate(&message.text) + MESSAGE_OVERHEAD)
        .sum()
}

fn stops(request: &ChatRequest) -> Vec<String> {
    match request.raw.get("stop") {
        Some(serde_json::Value::String(stop)) => vec![stop.clone()],
        Some(serde_json::Value::Array(stops)) => stops
            .iter()
            .filter_map(|stop| stop.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

/// Refuses by name what a simulated model does not do, rather than pretending to do it.
fn refuse_unsupported(request: &ChatRequest) -> Result<(), ApiError> {
    let raw = &request.raw;
    // A request that says to use no tools is obeyed, so it is not refused.
    for (tools, choice) in [("tools", "tool_choice"), ("functions", "function_call")] {
        let choice_said = raw.get(choice).filter(|value| !is_empty(value));
        if choice_said.is_some_and(|value| value == "none") {
            continue;
        }
        if raw.get(tools).is_some_and(|value| !is_empty(value)) {
            return Err(unsupported(tools));
        }
        if choice_said.is_some_and(|value| value != "auto") {
            return Err(unsupported(choice));
        }
    }
    for name in ["audio", "logit_bias"] {
        if raw.get(name).is_some_and(|value| !is_empty(value)) {
            return Err(unsupported(name));
        }
    }
    json_answer::check(raw)?;
    for name in ["logprobs", "top_logprobs"] {
        let value = request.raw.get(name);
        if value.is_some_and(|value| !is_empty(value) && value != false && value != 0) {
            return Err(unsupported(name));
        }
    }
    if request.raw.get("n").is_some_and(|n| !n.is_null() && n != 1) {
        return Err(unsupported("n"));
    }
    match request
        .messages
        .iter()
        .find_map(|message| message.other_part.as_deref())
    {
        Some(part) => Err(ApiError::unsupported(
            "messages",
            format!("Simulated models read text only; `{part}` parts are not supported."),
        )),
        None => Ok(()),
    }
}

fn is_empty(value: &serde_json::Value) -> bool {
    value.is_null()
        || value.as_array().is_some_and(Vec::is_empty)
        || value.as_object().is_some_and(serde_json::Map::is_empty)
}

fn unsupported(name: &str) -> ApiError {
    ApiError::unsupported(name, format!("Simulated models do not support `{name}`."))
}

#[cfg(test)]
mod tests;
