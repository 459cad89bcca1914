//! Appending: one writer a session gives sequence numbers and hashes, and says when an event is
//! durable.
//!
//! Events that arrive while a commit is under way go into the next one together, so a flood costs
//! few commits and a lone keystroke waits for none. When the disk is full the writer keeps what
//! it has and tries again: appenders wait, which stops terminals from being read, so that nothing
//! is lost; the gap is then part of the trace (`recorder.degraded`, `recorder.restored`).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use super::chain::Head;
use super::clock::TraceClock;
use crate::domain::event::{Actor, Event, EventBody};
use crate::domain::ids::SessionId;
use crate::store::events::StoredEvent;
use crate::store::{Store, StoreError};

/// Entries that wait for the writer before appenders block.
const QUEUE: usize = 256;
/// The most entries in one commit.
const BATCH: usize = 128;
/// How long to wait before another try when the database refuses.
const RETRY: Duration = Duration::from_millis(500);

/// The trace is no longer written: the service is stopping.
#[derive(Debug, thiserror::Error)]
#[error("the trace of this session is closed")]
pub struct TraceClosed;

/// What is to be appended.
#[derive(Debug)]
pub struct Entry {
    /// Who caused it.
    pub actor: Actor,
    /// What happened.
    pub body: EventBody,
    /// Events it is about.
    pub links: Vec<u64>,
    /// Contents that its payloads refer to as blobs.
    pub contents: Vec<Vec<u8>>,
}

impl Entry {
    /// An entry without links and contents.
    pub fn new(actor: Actor, body: EventBody) -> Self {
        Self {
            actor,
            body,
            links: Vec::new(),
            contents: Vec::new(),
        }
    }

    /// The same about these events.
    #[must_use]
    pub fn about(mut self, links: Vec<u64>) -> Self {
        self.links = links;
        self
    }

    /// The same with contents.
    #[must_use]
    pub fn with_contents(mut self, contents: Vec<Vec<u8>>) -> Self {
        self.contents = contents;
        self
    }
}

struct Append {
    entry: Entry,
    at: i64,
    active: i64,
    durable: oneshot::Sender<u64>,
}

/// The writing end of a session's trace. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TraceLog {
    sender: mpsc::Sender<Append>,
    clock: Arc<TraceClock>,
    degraded: watch::Receiver<Option<String>>,
}

impl TraceLog {
    /// Continues a session's trace where it ends. The writer stops when all clones are gone.
    pub async fn open(
        store: Store,
        session: SessionId,
        clock: Arc<TraceClock>,
    ) -> Result<Self, StoreError> {
        let head = match store.last_event(session).await? {
            Some(last) => {
                clock.not_before(last.at);
                Head {
                    seq: last.seq,
                    hash: last.hash,
                }
            }
            None => Head::EMPTY,
        };
        let (sender, receiver) = mpsc::channel(QUEUE);
        let (health, degraded) = watch::channel(None);
        let writer = Writer {
            store,
            session,
            head,
            health,
            clock: clock.clone(),
        };
        tokio::spawn(writer.run(receiver));
        Ok(Self {
            sender,
            clock,
            degraded,
        })
    }

    /// Appends; returns the sequence number once the event is durable.
    pub async fn append(&self, entry: Entry) -> Result<u64, TraceClosed> {
        self.append_later(entry)
            .await?
            .await
            .map_err(|_| TraceClosed)
    }

    /// Takes a place in the order; the receiver says when the event is durable.
    pub async fn append_later(&self, entry: Entry) -> Result<oneshot::Receiver<u64>, TraceClosed> {
        let (durable, receiver) = oneshot::channel();
        let permit = self.sender.reserve().await.map_err(|_| TraceClosed)?;
        let (at, active) = self.clock.read();
        permit.send(Append {
            entry,
            at,
            active,
            durable,
        });
        Ok(receiver)
    }

    /// Why nothing can be recorded at the moment, if so; changes as it happens.
    pub fn degraded(&self) -> watch::Receiver<Option<String>> {
        self.degraded.clone()
    }

    /// The session's clock.
    pub fn clock(&self) -> &TraceClock {
        &self.clock
    }
}

struct Writer {
    store: Store,
    session: SessionId,
    head: Head,
    health: watch::Sender<Option<String>>,
    clock: Arc<TraceClock>,
}

impl Writer {
    async fn run(mut self, mut receiver: mpsc::Receiver<Append>) {
        let mut batch = Vec::with_capacity(BATCH);
        while receiver.recv_many(&mut batch, BATCH).await > 0 {
            let mut events = Vec::with_capacity(batch.len());
            let mut contents = Vec::new();
            let mut waiting = Vec::with_capacity(batch.len());
            for append in batch.drain(..) {
                let Append {
                    entry,
                    at,
                    active,
                    durable,
                } = append;
                contents.extend(entry.contents);
                if let Some(stored) = self.place(entry.actor, entry.body, entry.links, at, active) {
                    waiting.push((stored.seq, durable));
                    events.push(stored);
                }
            }
            let gap = self.commit(&events, &contents).await;
            for (seq, durable) in waiting {
                // An appender that does not wait for durability has dropped its receiver.
                let _ = durable.send(seq);
            }
            if let Some(reason) = gap {
                self.record_gap(reason).await;
            }
        }
    }

    /// Gives an event its place. None, with an error in the log, if it cannot be written as JSON,
    /// which no event of ours is; its appender then sees a closed trace.
    fn place(
        &mut self,
        actor: Actor,
        body: EventBody,
        links: Vec<u64>,
        at: i64,
        active: i64,
    ) -> Option<StoredEvent> {
        let event = Event {
            seq: self.head.seq + 1,
            at,
            active,
            actor,
            body,
            links,
        };
        self.head
            .extend(&event)
            .inspect_err(|error| tracing::error!(session = %self.session, %error, "event lost"))
            .ok()
    }

    /// Commits, however long it takes. Returns why it took more than one try.
    async fn commit(&self, events: &[StoredEvent], contents: &[Vec<u8>]) -> Option<String> {
        let mut gap = None;
        while let Err(error) = self
            .store
            .append_events(self.session, events, contents)
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
        let (at, active) = self.clock.read();
        let events: Vec<_> = bodies
            .into_iter()
            .filter_map(|body| self.place(Actor::System, body, Vec::new(), at, active))
            .collect();
        self.commit(&events, &[]).await;
    }
}
