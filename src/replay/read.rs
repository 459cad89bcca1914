//! A stored event as the index reads it.

use serde::Deserialize;
use serde_json::Value;

use crate::domain::event::{Event, WORDS};
use crate::store::events::StoredEvent;

/// A whole event or, if this program does not know its kind, what can be read of it.
#[derive(Clone, Debug)]
pub enum Read {
    Known(Box<Event>),
    Other(Other),
}

/// An event of a kind that this program does not know.
#[derive(Clone, Debug, Deserialize)]
pub struct Other {
    #[serde(default)]
    pub seq: u64,
    /// Working time in microseconds.
    #[serde(default)]
    pub active: i64,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub data: Value,
}

impl Read {
    /// An event that cannot be read at all becomes an event that says nothing.
    pub fn of(stored: &StoredEvent) -> Self {
        let damaged = match stored.parse() {
            Ok(event) => return Self::Known(Box::new(event)),
            Err(damaged) => damaged,
        };
        // A kind of a later version is not damage.
        if WORDS.iter().any(|(kind, _)| *kind == stored.kind) {
            tracing::error!(%damaged, "an event is damaged: the replay shows it as one that says nothing");
        }
        let mut other: Other = serde_json::from_slice(&stored.body).unwrap_or(Other {
            seq: 0,
            active: 0,
            kind: String::new(),
            data: Value::Null,
        });
        other.seq = stored.seq;
        other.kind.clone_from(&stored.kind);
        Self::Other(other)
    }

    pub fn seq(&self) -> u64 {
        match self {
            Self::Known(event) => event.seq,
            Self::Other(other) => other.seq,
        }
    }

    /// The working time that it states, in microseconds. It may go back.
    pub fn active(&self) -> i64 {
        match self {
            Self::Known(event) => event.active,
            Self::Other(other) => other.active,
        }
    }
}
