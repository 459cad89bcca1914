//! A provider's answer as a stream.

use std::collections::{HashSet, VecDeque};

use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::super::answer::{Event, Events};
use super::super::error::ApiError;
use super::super::sse::{EventReader, SseEvent};
use super::fault::{self, useless};
use super::idle::{Idle, truncated};

const MARKER: &str = "[DONE]";

struct Incoming {
    response: reqwest::Response,
    idle: Idle,
    reader: EventReader,
    waiting: VecDeque<SseEvent>,
    progress: Progress,
    usage_wanted: bool,
    over: bool,
}

/// The answer's chunks up to its end, or an error if the answer does not reach it.
///
/// The closing marker is the end. Some providers leave it out. Then the end of the body counts, if
/// every choice has said why it stopped. A body that was cut off never counts as an end.
pub(super) fn events(response: reqwest::Response, idle: Idle, usage_wanted: bool) -> Events {
    let incoming = Incoming {
        response,
        idle,
        reader: EventReader::default(),
        waiting: VecDeque::new(),
        progress: Progress::default(),
        usage_wanted,
        over: false,
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
                Some(event) if event.data == MARKER => {
                    return self.progress.marked().map(|()| None);
                }
                Some(event) => return self.chunk(event).map(Some),
                None if self.over => return self.progress.ended().map(|()| None),
                None => self.receive().await?,
            }
        }
    }

    async fn receive(&mut self) -> Result<(), ApiError> {
        let malformed = |_| useless("The model provider's stream is malformed.");
        if let Some(chunk) = self.idle.next_chunk(&mut self.response).await? {
            self.waiting
                .extend(self.reader.push(&chunk).map_err(malformed)?);
        } else {
            self.over = true;
            self.waiting.extend(self.reader.end().map_err(malformed)?);
        }
        Ok(())
    }

    fn chunk(&mut self, event: SseEvent) -> Result<Event, ApiError> {
        if event.name == "error" {
            return Err(fault::of_event(&event.data));
        }
        let Ok(chunk) = serde_json::from_str::<Value>(&event.data) else {
            // Cut off by the end of the body, or not JSON at all.
            return Err(if self.over {
                truncated()
            } else {
                useless("The model provider sent something that is not JSON.")
            });
        };
        if let Some(error) = fault::carried(&chunk) {
            return Err(error);
        }
        self.progress.add(&chunk);
        Ok(Event {
            forward: self.usage_wanted || !is_usage_only(&chunk),
            json: event.data,
        })
    }
}

/// Which choices have begun, and which have said why they stopped.
#[derive(Debug, Default)]
struct Progress {
    begun: HashSet<u64>,
    finished: HashSet<u64>,
}

impl Progress {
    fn add(&mut self, chunk: &Value) {
        let choices = chunk.get("choices").and_then(Value::as_array);
        for choice in choices.into_iter().flatten() {
            let index = choice.get("index").and_then(Value::as_u64).unwrap_or(0);
            self.begun.insert(index);
            if choice.get("finish_reason").is_some_and(Value::is_string) {
                self.finished.insert(index);
            }
        }
    }

    /// Called at the closing marker.
    fn marked(&self) -> Result<(), ApiError> {
        if self.begun.is_empty() {
            return Err(useless("The model provider's stream has no answer in it."));
        }
        Ok(())
    }

    /// Called when the body ends without the marker.
    fn ended(&self) -> Result<(), ApiError> {
        let whole = !self.begun.is_empty() && self.begun.is_subset(&self.finished);
        whole.then_some(()).ok_or_else(truncated)
    }
}

/// The chunk that only the gateway asked for.
fn is_usage_only(chunk: &Value) -> bool {
    let no_choices = chunk
        .get("choices")
        .and_then(Value::as_array)
        .is_some_and(Vec::is_empty);
    no_choices && chunk.get("usage").is_some_and(Value::is_object)
}
