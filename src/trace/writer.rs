//! The writer: one a session gives sequence numbers and hashes, and says when an event is
//! durable.
//!
//! Events that arrive while a commit is under way go into the next one together, so a flood costs
//! few commits and a lone keystroke waits for none. When the disk is full the writer keeps what
//! it has and tries again: appenders wait, which stops terminals from being read, so that nothing
//! is lost; the gap is then part of the trace (`recorder.degraded`, `recorder.restored`).
//!
//! What comes faster than its rate is counted instead. A count goes into the same transaction as
//! the event it came with, and so does what is said of it (`recorder.limited`).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::chain::Head;
use super::clock::TraceClock;
use super::courtesy::Courtesy;
use super::entry::Entry;
use super::left_out::{Counts, LeftOut};
use super::projections::KeptProjections;
use super::rates::Rated;
use crate::domain::event::{Actor, Event, EventBody};
use crate::domain::ids::SessionId;
use crate::store::events::StoredEvent;
use crate::store::{Store, StoreError};

/// The most entries that are taken at once.
const BATCH: usize = 128;
/// Events of one commit, and bytes of their contents. Sessions take turns at the database, a commit
/// each: one that writes much makes the others wait for no more than this.
const EVENTS_TOGETHER: usize = 32;
const BYTES_TOGETHER: usize = 256 * 1024;
/// How long to wait before another try when the database refuses.
const RETRY: Duration = Duration::from_millis(500);

/// Something for the writer to do.
pub(super) struct Append {
    /// None only brings counts.
    pub entry: Option<Entry>,
    pub left_out: Counts,
    pub at: i64,
    pub active: i64,
    pub durable: oneshot::Sender<u64>,
}

/// The one task that writes a session's trace.
pub(super) struct Writer {
    pub store: Store,
    pub session: SessionId,
    pub head: Head,
    pub health: watch::Sender<Option<String>>,
    pub left_out: LeftOut,
    pub limits: watch::Sender<Vec<Rated>>,
    /// `at` of the last event: what the writer says itself comes between what was queued before.
    pub latest: i64,
    /// Events that are not durable yet, for the projections.
    pub placed: Vec<Event>,
    pub projections: KeptProjections,
    pub clock: Arc<TraceClock>,
    pub courtesy: Courtesy,
}

impl Writer {
    /// Writes until nothing can come any more.
    pub async fn run(mut self, mut receiver: mpsc::Receiver<Append>) {
        let mut batch = Vec::with_capacity(BATCH);
        while self.receive(&mut receiver, &mut batch).await {
            let mut rest = batch.drain(..).peekable();
            loop {
                self.write(&mut rest).await;
                if rest.peek().is_none() {
                    break;
                }
            }
        }
    }

    /// Writes what makes one commit.
    async fn write(&mut self, rest: &mut impl Iterator<Item = Append>) {
        let (mut events, mut contents, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        let mut bytes = 0;
        while events.len() < EVENTS_TOGETHER && bytes < BYTES_TOGETHER {
            let Some(append) = rest.next() else { break };
            let times = (append.at, append.active);
            let (seq, content) = self.take(append.entry, append.left_out, times, &mut events);
            bytes += content.iter().map(Vec::len).sum::<usize>();
            contents.extend(content);
            waiting.extend(seq.map(|seq| (seq, append.durable)));
        }
        self.say_what_is_over(Some(Instant::now()), self.clock.read(), &mut events);
        let written = events.len();
        let gap = self.commit(events.into(), contents.into()).await;
        for (seq, durable) in waiting {
            // An appender that does not wait for durability has dropped its receiver.
            let _ = durable.send(seq);
        }
        if let Some(reason) = gap {
            self.record_gap(reason).await;
        }
        let rest = self.courtesy.rest_after(written, bytes, Instant::now());
        if !rest.is_zero() {
            tokio::time::sleep(rest).await;
        }
    }

    /// Waits for something to do; false once nothing can come any more.
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

    /// Places an entry and what is to be said before it. Returns the number that its appender
    /// waits for.
    fn take(
        &mut self,
        entry: Option<Entry>,
        left_out: Counts,
        times: (i64, i64),
        events: &mut Vec<StoredEvent>,
    ) -> (Option<u64>, Vec<Vec<u8>>) {
        for said in self.left_out.count(left_out, times.0, Instant::now()) {
            events.extend(self.place(Actor::System, said, Vec::new(), times));
        }
        let Some(entry) = entry else {
            return (Some(self.head.seq), Vec::new());
        };
        // A count is whole before the event that ends the session, and nothing is said after it.
        if entry.body.ends_session() {
            self.say_what_is_over(None, times, events);
        }
        let placed = self.place(entry.actor, entry.body, entry.links, times);
        let seq = placed.as_ref().map(|stored| stored.seq);
        events.extend(placed);
        (seq, entry.contents)
    }

    fn say_what_is_over(
        &mut self,
        now: Option<Instant>,
        times: (i64, i64),
        events: &mut Vec<StoredEvent>,
    ) {
        for said in self.left_out.over(now) {
            events.extend(self.place(Actor::System, said, Vec::new(), times));
        }
        let open = self.left_out.open();
        self.limits
            .send_if_modified(|known| std::mem::replace(known, open.clone()) != open);
    }

    /// Gives an event its place. None, with an error in the log, if the chain refuses it, which no
    /// event of ours is; its appender then sees a closed trace.
    fn place(
        &mut self,
        actor: Actor,
        body: EventBody,
        links: Vec<u64>,
        (at, active): (i64, i64),
    ) -> Option<StoredEvent> {
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
            .extend(&event)
            .inspect_err(|error| tracing::error!(session = %self.session, %error, "event lost"))
            .ok()?;
        self.placed.push(event);
        Some(stored)
    }

    /// Commits, however long it takes. Returns why it took more than one try.
    async fn commit(
        &mut self,
        events: Arc<[StoredEvent]>,
        contents: Arc<[Vec<u8>]>,
    ) -> Option<String> {
        let mut gap = None;
        let counts = self.left_out.take_changed();
        if events.is_empty() && contents.is_empty() && counts.is_empty() {
            return None;
        }
        while let Err(error) = self
            .store
            .append_counted(
                self.session,
                Arc::clone(&events),
                Arc::clone(&contents),
                counts.clone(),
            )
            .await
        {
            tracing::error!(session = %self.session, %error, "the trace could not be written");
            let reason = match error {
                StoreError::DiskFull(_) => "The server's disk is full.",
                _ => "The server's database does not accept records.",
            };
            // Each try fails alike: pages are told once.
            self.health.send_if_modified(|degraded| {
                degraded.replace(reason.to_owned()).as_deref() != Some(reason)
            });
            gap = Some(reason.to_owned());
            tokio::time::sleep(RETRY).await;
        }
        self.health
            .send_if_modified(|degraded| degraded.take().is_some());
        // Before anybody is told: who writes reads what they wrote.
        let placed = std::mem::take(&mut self.placed);
        self.projections.feed(&placed).await;
        gap
    }

    async fn record_gap(&mut self, reason: String) {
        let recorder = "trace".to_owned();
        let bodies = [
            EventBody::RecorderDegraded {
                recorder: recorder.clone(),
                reason,
            },
            EventBody::RecorderRestored { recorder },
        ];
        let times = self.clock.read();
        let events: Vec<StoredEvent> = bodies
            .into_iter()
            .filter_map(|body| self.place(Actor::System, body, Vec::new(), times))
            .collect();
        self.commit(events.into(), Arc::default()).await;
    }
}
