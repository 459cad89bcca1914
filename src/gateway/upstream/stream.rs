//! A provider's answer as it comes.

use std::collections::VecDeque;

use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::super::error::ApiError;
use super::super::exchange::{Event, Events};
use super::super::sse::EventReader;
use super::{Idle, truncated};

struct Incoming {
    response: reqwest::Response,
    idle: Idle,
    reader: EventReader,
    waiting: VecDeque<String>,
    usage_wanted: bool,
}

/// The answer's chunks up to the closing marker; an end without it is an error.
pub(super) fn events(response: reqwest::Response, idle: Idle, usage_wanted: bool) -> Events {
    let reader = EventReader::default();
    let incoming = Incoming {
        response,
        idle,
        reader,
        waiting: VecDeque::new(),
        usage_wanted,
    };
    stream::try_unfold(incoming, |mut incoming| async move {
        Ok(incoming.next().await?.map(|event| (event, incoming)))
    })
    .boxed()
}

impl Incoming {
    async fn next(&mut self) -> Result<Option<Event>, ApiError> {
        loop {
            match self.waiting.pop_front() {
                Some(marker) if marker == "[DONE]" => return Ok(None),
                Some(json) => {
                    let forward = self.usage_wanted || !is_usage_only(&json);
                    return Ok(Some(Event { json, forward }));
                }
                None => {}
            }
            let chunk = self
                .idle
                .next_chunk(&mut self.response)
                .await?
                .ok_or_else(truncated)?;
            self.waiting
                .extend(self.reader.push(&chunk).map_err(|_| truncated())?);
        }
    }
}

/// The chunk that the gateway asked for on its own account.
fn is_usage_only(json: &str) -> bool {
    let chunk: Value = serde_json::from_str(json).unwrap_or_default();
    let no_choices = chunk
        .get("choices")
        .and_then(Value::as_array)
        .is_some_and(Vec::is_empty);
    no_choices && chunk.get("usage").is_some_and(Value::is_object)
}
