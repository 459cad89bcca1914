//! Spans by their trace ids, as small as a list of them needs.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::event::{Event, EventBody};
use crate::domain::stage::{RESULTS, STAGES};
use crate::replay::line::{LABEL, shortened};

/// The most traces of a session, and the most spans of one trace.
const MOST: usize = 300_000;
const MOST_SPANS: usize = 500;
/// What a span is called that embeds, by OpenTelemetry's conventions.
const EMBEDS: &str = "embeddings";

/// Stages as bits of a set, in the order of [`STAGES`].
pub const LEGS: u8 = 0b00_0011;
pub const SEARCHES: u8 = 0b00_1111;
pub const PACKS: u8 = 0b01_0000;
pub const VALIDATES: u8 = 0b10_0000;
const DENSE: u8 = 0b10;

/// Spans that share a trace id. Times are microseconds of Unix time, as the pipeline says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    pub id: u128,
    /// The events of its spans.
    pub seqs: Vec<u64>,
    /// The outermost span that arrived: its event, working time, and name.
    pub root: (u64, i64, String),
    /// When that span came, in microseconds since the session's creation.
    pub came: i64,
    pub start: i64,
    pub end: i64,
    outermost: bool,
    /// Whether the outermost span is a call to a server, such as a model.
    pub client: bool,
    pub failed: bool,
    /// Which stages are among its spans.
    pub stages: u8,
    pub abstained: Option<bool>,
    pub grounded: Option<bool>,
    /// When the question was embedded, if a span says it; the first is how closely it says it.
    pub embedded: Option<(u8, i64, i64)>,
    /// Stands for the results of its first leg; 0 if there are none.
    pub found: u64,
}

/// All of them, in the order in which their first spans arrived.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Traces {
    pub all: Vec<Trace>,
    /// Outermost spans of traces beyond the bound.
    pub beyond: u64,
    #[serde(skip)]
    places: HashMap<u128, usize>,
}

impl Traces {
    pub fn take(&mut self, event: &Event, time: i64) {
        let EventBody::SpanEnded { trace, parent, .. } = &event.body else {
            return;
        };
        match self.of(id(trace)) {
            Some(known) => known.take(event, time),
            None => self.beyond += u64::from(parent.is_empty()),
        }
    }

    fn of(&mut self, id: u128) -> Option<&mut Trace> {
        if self.places.len() != self.all.len() {
            let places = self.all.iter().enumerate();
            self.places = places.map(|(place, it)| (it.id, place)).collect();
        }
        let place = match self.places.get(&id) {
            Some(place) => *place,
            None if self.all.len() < MOST => {
                self.places.insert(id, self.all.len());
                let trace = Trace {
                    id,
                    ..Trace::default()
                };
                self.all.push(trace);
                self.all.len() - 1
            }
            None => return None,
        };
        self.all.get_mut(place)
    }
}

impl Trace {
    fn take(&mut self, event: &Event, time: i64) {
        let EventBody::SpanEnded {
            name,
            parent,
            start,
            end,
            attributes,
            details,
            ..
        } = &event.body
        else {
            return;
        };
        let (start, end) = (micros(start), micros(end));
        let first = self.seqs.is_empty();
        if self.seqs.len() < MOST_SPANS {
            self.seqs.push(event.seq);
        }
        let wider = end.saturating_sub(start) > self.end.saturating_sub(self.start);
        if first || parent.is_empty() || (!self.outermost && wider) {
            self.root = (event.seq, time, shortened(name, LABEL));
            self.came = event.at;
            (self.start, self.end) = (start, end);
            self.client = details.kind == "client";
        }
        self.outermost |= parent.is_empty();
        self.failed |= failed(attributes);
        let stages = stages_of(name);
        self.stages |= stages;
        let closely = if name.starts_with(EMBEDS) {
            2
        } else {
            u8::from(stages & DENSE != 0)
        };
        if closely > self.embedded.map_or(0, |it| it.0) {
            self.embedded = Some((closely, start, end));
        }
        if stages & LEGS != 0 && self.found == 0 {
            self.found = fingerprint(&attributes[RESULTS]);
        }
        let said = |key: &str| attributes.get(key).and_then(Value::as_bool);
        self.abstained = self.abstained.or(said("abstained"));
        self.grounded = self.grounded.or(said("grounded"));
    }
}

/// Nanoseconds of Unix time as microseconds.
pub fn micros(nanos: &str) -> i64 {
    let nanos = nanos.parse::<i128>().unwrap_or(0);
    i64::try_from(nanos / 1_000).unwrap_or(0)
}

fn stages_of(name: &str) -> u8 {
    let mut found = 0;
    for (place, (_, words)) in STAGES.iter().enumerate() {
        let told = words.iter().any(|word| name.contains(word));
        found |= u8::from(told) << place;
    }
    found
}

fn failed(attributes: &Value) -> bool {
    let said = |key: &str| attributes.get(key).and_then(Value::as_str);
    said("error.type").is_some() || said("otel.status_code") == Some("ERROR")
}

fn fingerprint(results: &Value) -> u64 {
    match results {
        Value::Null => 0,
        Value::String(text) => short_hash(text),
        other => short_hash(&other.to_string()),
    }
}

/// Never 0.
pub fn short_hash(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    let (first, _) = hash.as_bytes().split_at(8);
    first
        .iter()
        .fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
        .max(1)
}

/// OpenTelemetry's ids are 32 digits. Any other text gets a number of its own.
fn id(trace: &str) -> u128 {
    let number = (trace.len() == 32).then(|| u128::from_str_radix(trace, 16).ok());
    number.flatten().unwrap_or_else(|| {
        let hash = blake3::hash(trace.as_bytes());
        let (first, _) = hash.as_bytes().split_at(16);
        first
            .iter()
            .fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
    })
}
