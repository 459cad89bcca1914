//! Chains and stores events with invented times.

use super::amounts::Amounts;
use crate::domain::event::{Actor, Event, EventBody, InputSource};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::payload::{BlobRef, Payload};
use crate::store::Store;
use crate::store::events::StoredEvent;
use crate::trace::chain::Head;

/// Events in one commit.
const BATCH: usize = 1_000;

/// The end of a trace that is being made.
pub struct Writer<'a> {
    store: &'a Store,
    session: SessionId,
    head: Head,
    events: Vec<StoredEvent>,
    contents: Vec<Vec<u8>>,
    /// Working time in microseconds. The next event gets it.
    pub time: i64,
    /// What was made so far.
    pub made: Amounts,
    printed: [u64; 4],
    typed: [u64; 4],
}

impl<'a> Writer<'a> {
    /// The trace of a new session.
    pub fn new(store: &'a Store, session: SessionId) -> Self {
        Self {
            store,
            session,
            head: Head::EMPTY,
            events: Vec::with_capacity(BATCH),
            contents: Vec::new(),
            time: 0,
            made: Amounts::default(),
            printed: [0; 4],
            typed: [0; 4],
        }
    }

    /// Returns the event's sequence number.
    pub async fn add(&mut self, actor: Actor, body: EventBody) -> anyhow::Result<u64> {
        let seq = self.head.seq + 1;
        let event = Event {
            seq,
            at: self.time + 5_000_000,
            active: self.time,
            actor,
            body,
            links: Vec::new(),
        };
        let stored = self.head.extend(self.session, &event)?;
        self.events.push(stored);
        self.made.events = seq;
        self.made.time = self.time;
        if self.events.len() >= BATCH {
            self.flush().await?;
        }
        Ok(seq)
    }

    /// Stores the events that are not stored yet.
    pub async fn flush(&mut self) -> anyhow::Result<()> {
        self.store
            .append_events(self.session, &self.events, &self.contents)
            .await?;
        self.events.clear();
        self.contents.clear();
        Ok(())
    }

    /// Stored with the next batch.
    pub fn content(&mut self, bytes: Vec<u8>) -> BlobRef {
        let reference = BlobRef {
            blob: Digest::of(&bytes),
            length: bytes.len() as u64,
        };
        self.contents.push(bytes);
        reference
    }

    /// Small contents are inline, as in a real event.
    pub fn payload(&mut self, bytes: Vec<u8>) -> Payload {
        let (payload, content) = Payload::of(bytes);
        self.contents.extend(content);
        payload
    }

    pub async fn print(&mut self, terminal: u32, bytes: &[u8]) -> anyhow::Result<()> {
        let place = terminal as usize % self.printed.len();
        let offset = self.printed[place];
        self.printed[place] += bytes.len() as u64;
        self.made.output += bytes.len() as u64;
        let bytes = self.payload(bytes.to_vec());
        let body = EventBody::TerminalOutput {
            terminal,
            offset,
            bytes,
        };
        self.add(Actor::Candidate, body).await?;
        Ok(())
    }

    /// Typed by keys.
    pub async fn type_in(&mut self, terminal: u32, bytes: &[u8]) -> anyhow::Result<()> {
        self.input(terminal, bytes, InputSource::Keys).await
    }

    pub async fn input(
        &mut self,
        terminal: u32,
        bytes: &[u8],
        source: InputSource,
    ) -> anyhow::Result<()> {
        let place = terminal as usize % self.typed.len();
        let offset = self.typed[place];
        self.typed[place] += bytes.len() as u64;
        let bytes = self.payload(bytes.to_vec());
        let body = EventBody::TerminalInput {
            terminal,
            offset,
            bytes,
            source: Some(source),
            page: None,
        };
        self.add(Actor::Candidate, body).await?;
        Ok(())
    }

    /// Bytes that a terminal has printed so far.
    pub fn printed(&self, terminal: u32) -> u64 {
        self.printed[terminal as usize % self.printed.len()]
    }
}
