//! Questions that were put to the pipeline: spans that share a trace id, and the model calls that
//! went through the gateway while they ran. What the pipeline does not send is shown as missing.

mod list;
mod one;
mod stages;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answers::AskRow;
use super::line::{LABEL, shortened};
use crate::domain::event::{Event, EventBody, Word};

/// The most questions of a session, and the most spans of one question.
const MOST: usize = 20_000;
const MOST_SPANS: usize = 500;

/// Spans that share a trace id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    trace: String,
    /// The events of its spans.
    seqs: Vec<u64>,
    /// The outermost span that arrived: its event, time, name.
    root: (u64, i64, String),
    /// Unix time in nanoseconds, as `end`.
    start: i128,
    end: i128,
    outermost: bool,
    failed: bool,
}

/// All questions, in the order in which their first spans arrived.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asks {
    all: Vec<Ask>,
    #[serde(skip)]
    places: HashMap<String, usize>,
}

impl Asks {
    pub fn count(&self) -> u64 {
        self.all.len() as u64
    }

    pub fn take(&mut self, event: &Event, time: i64) {
        let EventBody::SpanEnded {
            name,
            trace,
            parent,
            start,
            end,
            attributes,
            ..
        } = &event.body
        else {
            return;
        };
        let Some(ask) = self.of(trace) else { return };
        let nanos = |text: &str| text.parse::<i128>().unwrap_or(0);
        let (start, end) = (nanos(start), nanos(end));
        let first = ask.seqs.is_empty();
        if ask.seqs.len() < MOST_SPANS {
            ask.seqs.push(event.seq);
        }
        let wider = end - start > ask.end - ask.start;
        if first || parent.is_empty() || (!ask.outermost && wider) {
            ask.root = (event.seq, time, shortened(name, LABEL));
            (ask.start, ask.end) = (start, end);
        }
        ask.outermost |= parent.is_empty();
        ask.failed |= failed(attributes);
    }

    fn of(&mut self, trace: &str) -> Option<&mut Ask> {
        if self.places.len() != self.all.len() {
            let places = self.all.iter().enumerate();
            self.places = places
                .map(|(place, ask)| (ask.trace.clone(), place))
                .collect();
        }
        let place = match self.places.get(trace) {
            Some(place) => *place,
            None if self.all.len() < MOST => {
                self.places.insert(trace.to_owned(), self.all.len());
                self.all.push(Ask {
                    trace: trace.to_owned(),
                    ..Ask::default()
                });
                self.all.len() - 1
            }
            None => return None,
        };
        self.all.get_mut(place)
    }
}

fn failed(attributes: &Value) -> bool {
    let said = |key: &str| attributes.get(key).and_then(Value::as_str);
    said("error.type").is_some() || said("otel.status_code") == Some("ERROR")
}

impl Ask {
    fn row(&self) -> AskRow {
        let (seq, time, name) = self.root.clone();
        AskRow {
            seq,
            time,
            trace: self.trace.clone(),
            name,
            duration: i64::try_from((self.end - self.start).max(0) / 1_000).unwrap_or(i64::MAX),
            spans: u32::try_from(self.seqs.len()).unwrap_or(u32::MAX),
            failed: self.failed,
            word: Word::Candidate,
        }
    }
}
