//! Facts about a chat answer, read from the response, whichever backend wrote it.

use serde_json::Value;

use super::calls::Usage;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ChatFacts {
    pub served_model: Option<String>,
    pub finish_reason: Option<String>,
    pub usage: Option<Usage>,
    pub text: String,
}

impl ChatFacts {
    pub fn of_completion(body: &[u8]) -> Self {
        let mut facts = Self::default();
        if let Ok(value) = serde_json::from_slice(body) {
            facts.add(&value, "message");
        }
        facts
    }

    pub fn add_chunk(&mut self, json: &str) {
        if let Ok(value) = serde_json::from_str(json) {
            self.add(&value, "delta");
        }
    }

    fn add(&mut self, value: &Value, part: &str) {
        if let Some(model) = value.get("model").and_then(Value::as_str) {
            self.served_model = Some(model.to_owned());
        }
        if let Some(usage) = value.get("usage").filter(|usage| usage.is_object()) {
            self.usage = Some(usage_of(usage));
        }
        let choices = value.get("choices").and_then(Value::as_array);
        // The chunks of several choices come mixed; only the first choice is kept.
        let first = |choice: &&Value| choice.get("index").is_none_or(|index| index == 0);
        let Some(choice) = choices.and_then(|choices| choices.iter().find(first)) else {
            return;
        };
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.finish_reason = Some(reason.to_owned());
        }
        let content = choice.get(part).and_then(|part| part.get("content"));
        if let Some(text) = content.and_then(Value::as_str) {
            self.text.push_str(text);
        }
    }
}

fn usage_of(value: &Value) -> Usage {
    let count = |name| value.get(name).and_then(Value::as_u64).unwrap_or_default();
    Usage {
        prompt_tokens: count("prompt_tokens"),
        completion_tokens: count("completion_tokens"),
        estimated: false,
    }
}

/// Estimates a text's tokens where nobody counted: four characters each, rounded up.
pub(super) fn estimate(text: &str) -> u64 {
    (text.chars().count() as u64).div_ceil(4)
}
