//! A stored event as the index reads it.

use serde::Deserialize;
use serde_json::Value;

use crate::domain::event::{Event, WORDS};
use crate::store::events::StoredEvent;

/// An event: as it is, or, of a kind that this program does not know, as far as it can be read.
#[derive(Clone, Debug)]
pub enum Read {
    /// Of a kind that is known.
    Known(Box<Event>),
    /// Of another one.
    Other(Other),
}

/// An event of a kind that this program does not know.
#[derive(Clone, Debug, Deserialize)]
pub struct Other {
    /// Position.
    #[serde(default)]
    pub seq: u64,
    /// Working time.
    #[serde(default)]
    pub active: i64,
    /// Its kind.
    #[serde(default)]
    pub kind: String,
    /// What it says.
    #[serde(default)]
    pub data: Value,
}

impl Read {
    /// Reads a stored event. What cannot be read at all is an event that says nothing.
    pub fn of(stored: &StoredEvent) -> Self {
        let damaged = match stored.parse() {
            Ok(event) => return Self::Known(Box::new(event)),
            Err(damaged) => damaged,
        };
        // A later program's kind is no damage.
        if WORDS.iter().any(|(kind, _)| *kind == stored.kind) {
            tracing::error!(%damaged, "the replay shows an event as one that says nothing");
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

    /// Its position.
    pub fn seq(&self) -> u64 {
        match self {
            Self::Known(event) => event.seq,
            Self::Other(other) => other.seq,
        }
    }

    /// Its working time as it says.
    pub fn active(&self) -> i64 {
        match self {
            Self::Known(event) => event.active,
            Self::Other(other) => other.active,
        }
    }
}
