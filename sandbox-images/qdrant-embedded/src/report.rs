//! Reports to the recorder which calls were made: ids and scores, without vectors and payloads.
//!
//! No call waits for its report. A report that does not fit into the queue, or cannot be delivered,
//! is counted, and the next delivery says how many are missing.

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

/// Calls that may wait for delivery.
const QUEUE: usize = 1024;
/// Calls in one delivery, at most.
const BATCH: usize = 64;
/// How long a batch waits for further calls.
const LINGER: Duration = Duration::from_millis(100);

/// A result, or a point that a call concerned.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    pub id: Value,
    /// `None` where nothing is ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
}

/// What is reported about one call.
#[derive(Debug, Serialize)]
pub struct Call {
    pub collection: String,
    /// `query`, `scroll`, `upsert`, …
    pub operation: &'static str,
    /// Without vectors and payloads.
    pub parameters: Value,
    /// The first of the points that the call returned or concerned.
    pub hits: Vec<Hit>,
    /// How many such points there were in total.
    pub found: u64,
    /// In microseconds.
    pub latency: u64,
    pub error: Option<String>,
}

#[derive(Debug, Serialize)]
struct Batch<'a> {
    /// Calls that were made and are not in any delivery.
    dropped: u64,
    calls: &'a [Call],
}

#[derive(Debug)]
struct Queue {
    sender: SyncSender<Call>,
    dropped: Arc<AtomicU64>,
}

/// Where calls are reported; cheap to clone. Without a gateway, reporting costs nothing.
#[derive(Debug, Clone, Default)]
pub struct Reports(Option<Arc<Queue>>);

impl Reports {
    /// Delivers to the gateway at this address, from a separate thread.
    pub fn to(gateway: SocketAddr) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(QUEUE);
        let dropped = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&dropped);
        std::thread::Builder::new()
            .name("reports".to_owned())
            .spawn(move || run(gateway, &receiver, &counted))?;
        Ok(Self(Some(Arc::new(Queue { sender, dropped }))))
    }

    /// Notes that a call begins. `parameters` is only called if calls are reported.
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

/// A call in progress.
#[derive(Debug)]
pub struct Begun<'a> {
    queue: &'a Queue,
    operation: &'static str,
    parameters: Value,
    started: Instant,
}

impl Begun<'_> {
    /// Ends the call: with its first results and their total number, or with an error.
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
