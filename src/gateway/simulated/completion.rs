//! The reader's text as an OpenAI completion: cut to length, priced in tokens, timed.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::super::answer::{Answer, Event, Whole};
use super::super::config::SimulatedConfig;
use super::super::facts::estimate;
use super::super::wire::ChatRequest;

/// Characters that count as one token.
const TOKEN_CHARS: usize = 4;

/// A finished text with its token counts and its duration.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Completion {
    pub text: String,
    pub finish_reason: &'static str,
    pub prompt_tokens: u64,
    pub written_tokens: u64,
}

impl Completion {
    /// Cuts the text at the first stop sequence, and to `room` tokens.
    pub fn new(text: &str, prompt_tokens: u64, room: u64, stops: &[String]) -> Self {
        let stop = stops.iter().filter(|stop| !stop.is_empty());
        let end = stop
            .filter_map(|stop| text.find(stop.as_str()))
            .min()
            .unwrap_or(text.len());
        let text = &text[..end];
        let room = usize::try_from(room)
            .unwrap_or(usize::MAX)
            .saturating_mul(TOKEN_CHARS);
        let (text, finish_reason) = match text.char_indices().nth(room) {
            Some((cut, _)) => (&text[..cut], "length"),
            None => (text, "stop"),
        };
        let written_tokens = estimate(text);
        Self {
            text: text.to_owned(),
            finish_reason,
            prompt_tokens,
            written_tokens,
        }
    }

    /// Answers as the request wants, after the time that the model takes.
    pub async fn answer(self, request: &ChatRequest, config: &SimulatedConfig) -> Answer {
        let first = Duration::from_millis(config.base_latency_ms);
        let each = Duration::from_micros(config.per_token_us);
        let id = self.id(request);
        if request.stream {
            tokio::time::sleep(first).await;
            return Answer::Stream(
                stream::iter(self.chunks(&id, &config.name, request.include_usage))
                    .then(move |event| async move {
                        tokio::time::sleep(each).await;
                        Ok(event)
                    })
                    .boxed(),
            );
        }
        let tokens = u32::try_from(self.written_tokens).unwrap_or(u32::MAX);
        tokio::time::sleep(first + each * tokens).await;
        Answer::Whole(Whole::ok(self.whole(&id, &config.name).to_string()))
    }

    /// The same request always has the same id: nothing here depends on a clock or on chance.
    fn id(&self, request: &ChatRequest) -> String {
        let raw = serde_json::to_vec(&request.raw).unwrap_or_default();
        let mut hasher = blake3::Hasher::new();
        hasher.update(&raw).update(self.text.as_bytes());
        format!("chatcmpl-{}", &hasher.finalize().to_hex()[..24])
    }

    fn usage(&self) -> Value {
        json!({
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.written_tokens,
            "total_tokens": self.prompt_tokens + self.written_tokens,
        })
    }

    fn whole(&self, id: &str, model: &str) -> Value {
        json!({
            "id": id,
            "object": "chat.completion",
            "created": 0,
            "model": model,
            "choices": [{
                "index": 0,
                "message": {"role": "assistant", "content": self.text},
                "finish_reason": self.finish_reason,
            }],
            "usage": self.usage(),
        })
    }

    fn chunks(&self, id: &str, model: &str, usage_wanted: bool) -> Vec<Event> {
        let chunk = |choices: Value, usage: Value| {
            let kind = "chat.completion.chunk";
            let mut chunk =
                json!({"id": id, "object": kind, "created": 0, "model": model, "choices": choices});
            if !usage.is_null() {
                chunk["usage"] = usage;
            }
            chunk.to_string()
        };
        let delta = |delta: Value, finish: Option<&str>| Event {
            json: chunk(
                json!([{"index": 0, "delta": delta, "finish_reason": finish}]),
                Value::Null,
            ),
            forward: true,
        };
        let mut events = vec![delta(json!({"role": "assistant", "content": ""}), None)];
        let words = self.text.split_inclusive(' ');
        events.extend(words.map(|word| delta(json!({"content": word}), None)));
        events.push(delta(json!({}), Some(self.finish_reason)));
        events.push(Event {
            json: chunk(json!([]), self.usage()),
            forward: usage_wanted,
        });
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_a_stop_sequence_and_to_length() {
        let text = "one two three\nfour";
        let stopped = Completion::new(text, 5, 100, &["\n".to_owned()]);
        assert_eq!(
            (stopped.text.as_str(), stopped.finish_reason),
            ("one two three", "stop")
        );
        let cut = Completion::new(text, 5, 2, &[]);
        assert_eq!(
            (cut.text.as_str(), cut.finish_reason),
            ("one two ", "length")
        );
        assert_eq!(cut.written_tokens, 2);
    }
}
