//! Whether a recorder records everything. The trace states each gap once, and its end once.

mod said;

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use self::said::{Said, Word};
use crate::domain::event::{Actor, EventBody};
use crate::trace::{Entry, TraceClosed, TraceLog};

const MORE: &str = "Further gaps are too frequent to be listed one by one.";

#[derive(Debug)]
pub struct Health {
    recorder: &'static str,
    trace: TraceLog,
    said: Mutex<Said>,
}

impl Health {
    pub fn new(recorder: &'static str, trace: TraceLog) -> Self {
        Self {
            recorder,
            trace,
            said: Mutex::default(),
        }
    }

    /// Reports that something cannot be recorded until [`Self::restore`]. Reasons that differ only
    /// in their numbers count as the same.
    pub async fn degrade(&self, reason: &str) -> Result<(), TraceClosed> {
        let kind: String = reason.chars().filter(|it| !it.is_ascii_digit()).collect();
        self.degrade_at(&[&kind], reason).await
    }

    /// Like [`Self::degrade`], for a gap at these places. The trace states it again when a new
    /// place is among them.
    pub async fn degrade_at(&self, places: &[&str], reason: &str) -> Result<(), TraceClosed> {
        let word = self.said().stands(places, Instant::now());
        self.say(word, reason).await
    }

    /// Reports that something was missed once. The trace states it again if it happens again a
    /// minute later or more.
    pub async fn missed(&self, what: &'static str, reason: &str) -> Result<(), TraceClosed> {
        let word = self.said().happened(what, Instant::now());
        self.say(word, reason).await
    }

    /// Reports that everything is recorded again. The trace states it only when gaps have stopped
    /// coming and going, so call this after every complete scan or recorded call.
    pub async fn restore(&self) -> Result<(), TraceClosed> {
        if !self.said().whole(Instant::now()) {
            return Ok(());
        }
        let recorder = self.recorder.to_owned();
        self.append(EventBody::RecorderRestored { recorder }).await
    }

    /// Whether the trace's latest statement is that something is missing.
    pub fn is_degraded(&self) -> bool {
        self.said().is_degraded()
    }

    async fn say(&self, word: Word, reason: &str) -> Result<(), TraceClosed> {
        let reason = match word {
            Word::Nothing => return Ok(()),
            Word::Gap => reason.to_owned(),
            Word::LastGap => format!("{reason} {MORE}"),
        };
        let recorder = self.recorder.to_owned();
        self.append(EventBody::RecorderDegraded { recorder, reason })
            .await
    }

    fn said(&self) -> std::sync::MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn append(&self, body: EventBody) -> Result<(), TraceClosed> {
        let entry = Entry::new(Actor::System, body);
        self.trace.append(entry).await.map(|_| ())
    }
}
