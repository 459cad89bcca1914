//! Tells the recorder which calls were made: ids and scores, no vectors and no payloads.
//!
//! Nothing waits for it. A call that does not fit into the queue, or cannot be delivered, is
//! counted, and the next delivery says how many are missing.

mod deliver;
pub mod describe;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use tracing::warn;

/// Calls that wait for delivery.
const QUEUE: usize = 1024;
/// Calls delivered together, at most.
const BATCH: usize = 64;
/// How long a batch waits for more.
const LINGER: Duration = Duration::from_millis(100);

/// A result, or a point that a call was about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The point's id.
    pub id: Value,
    /// Its score; none where nothing is ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
}

/// What is told of one call.
#[derive(Debug, Serialize)]
pub struct Call {
    /// The collection's name.
    pub collection: String,
    /// What was done: `query`, `scroll`, `upsert`, …
    pub operation: &'static str,
    /// How, without vectors and payloads.
    pub parameters: Value,
    /// The first of the points that it answered or was about.
    pub hits: Vec<Hit>,
    /// How many there were.
    pub found: u64,
    /// Microseconds that it took.
    pub latency: u64,
    /// Why it failed.
    pub error: Option<String>,
}

/// A delivery.
#[derive(Debug, Serialize)]
struct Batch<'a> {
    /// Calls that were made and are in no delivery.
    dropped: u64,
    calls: &'a [Call],
}

#[derive(Debug)]
struct Queue {
    sender: SyncSender<Call>,
    dropped: Arc<AtomicU64>,
}

/// Where calls are told; cheap to clone. One that goes nowhere costs nothing.
#[derive(Debug, Clone, Default)]
pub struct Reports(Option<Arc<Queue>>);

impl Reports {
    /// Delivers to the gateway at this address, from a thread of its own.
    pub fn to(gateway: SocketAddr) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(QUEUE);
        let dropped = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&dropped);
        std::thread::Builder::new()
            .name("reports".to_owned())
            .spawn(move || run(gateway, &receiver, &counted))?;
        Ok(Self(Some(Arc::new(Queue { sender, dropped }))))
    }

    /// A call begins; `parameters` is only asked for if somebody wants to know.
    pub fn begin(&self, parameters: impl FnOnce() -> (&'static str, Value)) -> Option<Begun<'_>> {
        let queue = self.0.as_deref()?;
        let (operation, parameters) = parameters();
        Some(Begun {
            queue,
            operation,
            parameters: describe::bounded(parameters),
            started: Instant::now(),
        })
    }
}

/// A call under way.
#[derive(Debug)]
pub struct Begun<'a> {
    queue: &'a Queue,
    operation: &'static str,
    parameters: Value,
    started: Instant,
}

impl Begun<'_> {
    /// It ended, with so many results, these being the first, or with an error.
    pub fn end(self, collection: &str, answer: Result<(Vec<Hit>, usize), String>) {
        let ((hits, found), error) = match answer {
            Ok(found) => (found, None),
            Err(error) => ((Vec::new(), 0), Some(error)),
        };
        let call = Call {
            collection: collection.to_owned(),
            operation: self.operation,
            parameters: self.parameters,
            hits,
            found: found as u64,
            latency: u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX),
            error,
        };
        if self.queue.sender.try_send(call).is_err() {
            self.queue.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn run(gateway: SocketAddr, receiver: &Receiver<Call>, dropped: &AtomicU64) {
    while let Ok(first) = receiver.recv() {
        let mut calls = vec![first];
        let until = Instant::now() + LINGER;
        while calls.len() < BATCH {
            match receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(call) => calls.push(call),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        let missing = dropped.swap(0, Ordering::Relaxed);
        let batch = Batch {
            dropped: missing,
            calls: &calls,
        };
        let delivered = serde_json::to_vec(&batch)
            .map_err(std::io::Error::from)
            .and_then(|body| deliver::post(gateway, &body));
        if let Err(error) = delivered {
            dropped.fetch_add(missing + calls.len() as u64, Ordering::Relaxed);
            warn!(%error, calls = calls.len(), "calls were not reported");
        }
    }
}
