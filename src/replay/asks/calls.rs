//! Model calls that went through the gateway, with their times, and the texts that were embedded
//! alone. A question is embedded alone; what is indexed is embedded in batches.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::traces::short_hash;
use crate::domain::event::{Event, EventBody, ModelCall};
use crate::replay::keyframes::{Contents, bytes_of};
use crate::replay::line::shortened;

/// The most calls of a session.
const MOST: usize = 400_000;
/// The most bytes of a request that may embed one question.
const REQUEST: u64 = 16 * 1024;
/// The most characters of a text, and the most bytes of all texts.
const TEXT: usize = 300;
const TEXTS: usize = 8 * 1024 * 1024;

/// A call. Times are microseconds since the session's creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub seq: u64,
    /// When it was over.
    pub at: i64,
    pub took: i64,
    /// What was embedded, as a place in [`Calls::texts`].
    pub text: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calls {
    /// In the order of their ends.
    pub all: Vec<Call>,
    /// Each with what stands for the whole of it.
    texts: Vec<(u64, String)>,
    bytes: usize,
    /// Calls beyond the bound.
    pub beyond: u64,
    /// Calls whose text found no room: their questions are listed without it.
    pub without_text: u64,
    #[serde(skip)]
    places: HashMap<u64, u32>,
}

impl Calls {
    pub fn take(&mut self, event: &Event, contents: &Contents) {
        let (EventBody::ModelChat(call)
        | EventBody::ModelEmbedding(call)
        | EventBody::ModelRefused(call)) = &event.body
        else {
            return;
        };
        // A streamed call has two events. The complete one has the answer.
        if !call.complete {
            return;
        }
        if self.all.len() >= MOST {
            self.beyond += 1;
            return;
        }
        let embeds = matches!(event.body, EventBody::ModelEmbedding(_));
        let embedded = embeds.then(|| embedded(call, contents)).flatten();
        let text = embedded.and_then(|text| self.place(&text));
        // A wall clock that was set back does not break the order that searches rely on.
        let last = self.all.last().map_or(i64::MIN, |it| it.at);
        self.all.push(Call {
            seq: event.seq,
            at: event.at.max(last),
            took: call.latency.max(0),
            text,
        });
    }

    pub fn text(&self, place: u32) -> Option<&str> {
        let known = self.texts.get(usize::try_from(place).ok()?)?;
        Some(&known.1)
    }

    /// The texts that have these words, in any case, by their places.
    pub fn having(&self, words: &str) -> Vec<bool> {
        let words = words.to_lowercase();
        let texts = self.texts.iter();
        texts
            .map(|(_, text)| text.to_lowercase().contains(&words))
            .collect()
    }

    fn place(&mut self, text: &str) -> Option<u32> {
        if self.places.len() != self.texts.len() {
            let places = (0..).zip(&self.texts);
            self.places = places.map(|(place, it)| (it.0, place)).collect();
        }
        let hash = short_hash(text);
        if let Some(place) = self.places.get(&hash) {
            return Some(*place);
        }
        let kept = shortened(text, TEXT);
        if self.bytes + kept.len() > TEXTS {
            self.without_text += 1;
            return None;
        }
        self.bytes += kept.len();
        let place = u32::try_from(self.texts.len()).ok()?;
        self.texts.push((hash, kept));
        self.places.insert(hash, place);
        Some(place)
    }
}

/// The text, if there is just one.
fn embedded(call: &ModelCall, contents: &Contents) -> Option<String> {
    if call.request.length() > REQUEST {
        return None;
    }
    let request: Value = serde_json::from_slice(&bytes_of(&call.request, contents)).ok()?;
    let text = match &request["input"] {
        Value::String(one) => one,
        Value::Array(some) => match some.as_slice() {
            [Value::String(one)] => one,
            _ => return None,
        },
        _ => return None,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_room_is_counted_and_a_known_one_still_found() {
        let mut calls = Calls::default();
        let text = |number: usize| format!("{number} {}", "x".repeat(TEXT));
        let most = TEXTS / TEXT;
        let kept = (0..most + 10).filter(|it| calls.place(&text(*it)).is_some());
        let kept = kept.count();
        assert!(kept <= most && kept > most / 2, "{kept} of {most}");
        assert_eq!(calls.without_text, (most + 10 - kept) as u64);
        assert_eq!(calls.place(&text(3)), Some(3));
        assert!(calls.bytes <= TEXTS);
    }
}
