//! The writer. Each session has one. It gives events their numbers and hashes, and says when an
//! event is durable.
//!
//! Events that arrive during a commit share the next one. So a flood needs few commits, and a
//! single keystroke does not wait. `committing.rs` has what the writer does when a commit fails.
//!
//! What comes faster than its rate is only counted. A count is in the same transaction as the event
//! it came with, and so is the event that reports it (`recorder.limited`).

mod committing;

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::chain::Head;
use super::clock::TraceClock;
use super::courtesy::Courtesy;
use super::durable::{Answer, End};
use super::entry::{Appended, Entry, TraceClosed};
use super::left_out::{Counts, LeftOut};
use super::projections::KeptProjections;
use super::rates::Rated;
use crate::domain::event::{Actor, Event, EventBody};
use crate::domain::ids::SessionId;
use crate::store::Store;
use crate::store::events::StoredEvent;

/// The most entries that are taken from the queue at once.
const BATCH: usize = 128;
/// The most events of one commit, and the most bytes of their contents. Sessions take turns at the
/// database, one commit each, so this bounds how long others wait for a session that writes much.
const EVENTS_TOGETHER: usize = 32;
const BYTES_TOGETHER: usize = 256 * 1024;

pub(super) struct Append {
    /// `None` if there are only counts.
    pub entry: Option<Entry>,
    pub left_out: Counts,
    pub at: i64,
    pub active: i64,
    pub durable: oneshot::Sender<Answer>,
}

/// The one task that writes a session's trace.
pub(super) struct Writer {
    pub store: Store,
    pub session: SessionId,
    pub head: Head,
    pub health: watch::Sender<Option<String>>,
    pub end: End,
    pub left_out: LeftOut,
    pub limits: watch::Sender<Vec<Rated>>,
    /// `at` of the last event. The writer's own events come between entries that were queued
    /// earlier.
    pub latest: i64,
    /// Events that are not durable yet, for the projections.
    pub placed: Vec<Event>,
    pub projections: KeptProjections,
    pub clock: Arc<TraceClock>,
    pub courtesy: Courtesy,
}

impl Writer {
    /// Writes until nothing more can come, or the database refuses for good. Those who wait then
    /// get the reason.
    pub async fn run(mut self, mut receiver: mpsc::Receiver<Append>) {
        let mut batch = Vec::with_capacity(BATCH);
        while self.receive(&mut receiver, &mut batch).await {
            let mut rest = batch.drain(..).peekable();
            loop {
                if self.write(&mut rest).await.is_err() {
                    return;
                }
                if rest.peek().is_none() {
                    break;
                }
            }
        }
    }

    /// Writes one commit. After an error nothing more may be written, because the events of the
    /// failed commit have their places in the chain.
    async fn write(&mut self, rest: &mut impl Iterator<Item = Append>) -> Result<(), TraceClosed> {
        let (mut events, mut contents, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        let mut bytes = 0;
        while events.len() < EVENTS_TOGETHER && bytes < BYTES_TOGETHER {
            let Some(append) = rest.next() else { break };
            let times = (append.at, append.active);
            let (answer, content) = self.take(append.entry, append.left_out, times, &mut events);
            bytes += content.iter().map(Vec::len).sum::<usize>();
            contents.extend(content);
            waiting.push((answer, append.durable));
        }
        self.say_what_is_over(Some(Instant::now()), self.clock.read(), &mut events);
        let written = events.len();
        let gap = self.commit(events.into(), contents.into()).await?;
        for (answer, durable) in waiting {
            // An appender that does not wait for durability has dropped its receiver.
            let _ = durable.send(answer);
        }
        if let Some(reason) = gap {
            self.record_gap(reason).await?;
        }
        let rest = self.courtesy.rest_after(written, bytes, Instant::now());
        if !rest.is_zero() {
            tokio::time::sleep(rest).await;
        }
        Ok(())
    }

    /// Waits for something to do. False once nothing more can come.
    async fn receive(
        &self,
        receiver: &mut mpsc::Receiver<Append>,
        batch: &mut Vec<Append>,
    ) -> bool {
        let received = receiver.recv_many(batch, BATCH);
        match self.left_out.next_over() {
            None => received.await > 0,
            Some(over) => tokio::time::timeout_at(over, received).await != Ok(0),
        }
    }

    /// Places an entry, and before it the events that report counts. Returns the answer for its
    /// appender, to be sent once the commit is done.
    fn take(
        &mut self,
        entry: Option<Entry>,
        left_out: Counts,
        times: (i64, i64),
        events: &mut Vec<StoredEvent>,
    ) -> (Answer, Vec<Vec<u8>>) {
        for said in self.left_out.count(left_out, times.0, Instant::now()) {
            events.extend(self.place(Actor::System, said, Vec::new(), times).ok());
        }
        let Some(entry) = entry else {
            let (at, active) = times;
            let seq = self.head.seq;
            return (Ok(Appended { seq, at, active }), Vec::new());
        };
        // The counts are complete before the event that ends the session, and no event reports any
        // after it.
        if entry.body.ends_session() {
            self.say_what_is_over(None, times, events);
        }
        let placed = self.place(entry.actor, entry.body, entry.links, times);
        let answer = placed.map(|stored| {
            let (seq, at) = (stored.seq, stored.at);
            events.push(stored);
            let active = times.1;
            Appended { seq, at, active }
        });
        (answer, entry.contents)
    }

    fn say_what_is_over(
        &mut self,
        now: Option<Instant>,
        times: (i64, i64),
        events: &mut Vec<StoredEvent>,
    ) {
        for said in self.left_out.over(now) {
            events.extend(self.place(Actor::System, said, Vec::new(), times).ok());
        }
        let open = self.left_out.open();
        self.limits
            .send_if_modified(|known| std::mem::replace(known, open.clone()) != open);
    }

    /// Gives an event its place. The chain refuses no event that is made here; if it did, the log
    /// would say so too.
    fn place(
        &mut self,
        actor: Actor,
        body: EventBody,
        links: Vec<u64>,
        (at, active): (i64, i64),
    ) -> Result<StoredEvent, TraceClosed> {
        self.latest = self.latest.max(at);
        let at = self.latest;
        let event = Event {
            seq: self.head.seq + 1,
            at,
            active,
            actor,
            body,
            links,
        };
        let stored = self
            .head
            .extend(self.session, &event)
            .inspect_err(|error| tracing::error!(session = %self.session, %error, "event lost"))
            .map_err(|error| TraceClosed::NotPlaced(error.to_string()))?;
        self.placed.push(event);
        Ok(stored)
    }
}

#[cfg(test)]
mod tests;
