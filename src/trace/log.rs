//! Appending. Everything that happens in a session goes through its log to the one writer
//! (`writer.rs`), which says when it is durable.

use std::sync::Arc;

use tokio::sync::{MappedMutexGuard, mpsc, oneshot, watch};
use tokio::time::Instant;

use super::chain::Head;
use super::clock::TraceClock;
use super::courtesy::{Courtesy, Resting};
use super::durable::{Durable, End};
use super::entry::{Appended, Entry, TraceClosed};
use super::left_out::{Counts, LeftOut};
use super::projections::{self, KeptProjections, Projection, Projections};
use super::rates::{Overrun, Rated, Rates};
use super::writer::{Append, Writer};
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// Entries that may wait for the writer before appenders must wait too.
const QUEUE: usize = 256;

/// The writing end of a session's trace. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TraceLog {
    sender: mpsc::Sender<Append>,
    clock: Arc<TraceClock>,
    degraded: watch::Receiver<Option<String>>,
    end: End,
    rates: Arc<Rates>,
    limited: watch::Receiver<Vec<Rated>>,
    store: Store,
    session: SessionId,
    projections: KeptProjections,
    resting: Resting,
}

impl TraceLog {
    /// Continues a session's trace where it ends. The writer stops when all clones are dropped.
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
        let left_out = LeftOut::of_rows(store.left_out(session).await?);
        let rates = Arc::new(used(&store, session, &left_out).await?);
        let (sender, receiver) = mpsc::channel(QUEUE);
        let (health, degraded) = watch::channel(None);
        let (limits, limited) = watch::channel(left_out.open());
        let projections = KeptProjections::default();
        let end = End::default();
        let courtesy = Courtesy::of(session);
        let resting = courtesy.resting();
        let writer = Writer {
            store: store.clone(),
            session,
            head,
            health,
            end: end.clone(),
            left_out,
            limits,
            latest: 0,
            placed: Vec::new(),
            clock: clock.clone(),
            projections: projections.clone(),
            courtesy,
        };
        tokio::spawn(writer.run(receiver));
        Ok(Self {
            sender,
            clock,
            degraded,
            end,
            rates,
            limited,
            store,
            session,
            projections,
            resting,
        })
    }

    /// Whether the session writes so much that it rests for others. Its sources then bring less at a
    /// time, because a rest has a longest duration.
    pub fn rests(&self) -> bool {
        self.resting.get()
    }

    /// Whether one more of this kind and size in bytes may be recorded. If not, the caller counts
    /// it as left out, with the entry that it came with or alone.
    pub fn admit(&self, kind: Rated, bytes: usize) -> bool {
        self.rates.admit(kind, bytes, Instant::now())
    }

    /// Counts one more of this kind, whether there is room or not.
    pub fn record_anyway(&self, kind: Rated) {
        self.rates.record(kind, Instant::now());
    }

    /// For a kind that is recorded whether there is room or not.
    pub fn overrun(&self, kind: Rated) -> Overrun {
        self.rates.overrun(kind, Instant::now())
    }

    /// Counts what is left out. Returns once the count is durable.
    pub async fn leave_out(&self, left_out: impl Into<Counts>) -> Result<(), TraceClosed> {
        let left_out = left_out.into();
        if left_out.is_empty() {
            return Ok(());
        }
        self.send(None, left_out).await?.await.map(|_| ())
    }

    /// The kinds of which something is left out at the moment.
    pub fn limited(&self) -> watch::Receiver<Vec<Rated>> {
        self.limited.clone()
    }

    /// Returns once the event is durable.
    pub async fn append(&self, entry: Entry) -> Result<Appended, TraceClosed> {
        self.append_later(entry).await?.await
    }

    /// Gives the entry its place in the order. The result resolves when the event is durable.
    pub async fn append_later(&self, mut entry: Entry) -> Result<Durable, TraceClosed> {
        let left_out = std::mem::take(&mut entry.left_out);
        self.send(Some(entry), left_out).await
    }

    async fn send(&self, entry: Option<Entry>, left_out: Counts) -> Result<Durable, TraceClosed> {
        let (durable, receiver) = oneshot::channel();
        let permit = self.sender.reserve().await.map_err(|_| self.end.why())?;
        let (at, active) = self.clock.read();
        permit.send(Append {
            entry,
            left_out,
            at,
            active,
            durable,
        });
        Ok(Durable::new(receiver, self.end.clone()))
    }

    /// Why nothing can be recorded at the moment; `None` if everything can be. A trace that is
    /// closed for good stays degraded.
    pub fn degraded(&self) -> watch::Receiver<Option<String>> {
        self.degraded.clone()
    }

    /// Why nothing will be recorded until the service starts again, if that is so.
    pub fn closed(&self) -> Option<TraceClosed> {
        self.end.known()
    }

    pub fn clock(&self) -> &TraceClock {
        &self.clock
    }

    /// The projections of this trace, up to the last durable event. The writer waits while the
    /// guard is held.
    pub async fn projections(&self) -> Result<MappedMutexGuard<'_, Projections>, StoreError> {
        self.projections.get(&self.store, self.session).await
    }

    /// One of the projections. If another event is damaged (a note), it is folded from its own events
    /// alone: a session can be ended, paused and extended all the same.
    pub async fn of_session<P: Projection + Clone>(
        &self,
        one: impl FnOnce(&Projections) -> &P,
    ) -> Result<P, StoreError> {
        match self.projections().await {
            Ok(all) => Ok(one(&all).clone()),
            Err(StoreError::Event(_)) => {
                Ok(projections::read(&self.store, self.session).await?.state)
            }
            Err(error) => Err(error),
        }
    }

    /// Frees the projections, because hardly anybody will ask again.
    pub async fn forget_projections(&self) {
        self.projections.forget().await;
    }
}

/// The families of events that count towards each kind's total.
const COUNTED: [(Rated, &[&str]); 8] = [
    (Rated::Command, &["command.started"]),
    (Rated::Terminal, &["terminal.resized", "terminal.refused"]),
    (Rated::File, &["file."]),
    (Rated::Evaluation, &["eval."]),
    (Rated::VectorCall, &["vector."]),
    (Rated::Note, &["note."]),
    (Rated::Answer, &["question.answered"]),
    (Rated::Reply, &["message."]),
];

/// The rates of a session that already has a trace: its totals continue. Each event counts as one,
/// whatever its weight was when it was recorded.
async fn used(store: &Store, session: SessionId, left_out: &LeftOut) -> Result<Rates, StoreError> {
    let rates = Rates::new();
    for (kind, families) in COUNTED {
        for family in families {
            rates.used(kind, store.count_events(session, family).await?);
        }
    }
    // Each span that was cut is counted as one whose details are left out.
    let cut = left_out.of(Rated::SpanDetail);
    let spans = store.count_events(session, "span.").await?;
    rates.used(Rated::Span, spans.saturating_sub(cut));
    rates.used(Rated::Stage, cut);
    Ok(rates)
}

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
