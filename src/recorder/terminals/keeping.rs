//! Keeps the terminals beside the trace now and then, so that a service that is killed need not
//! read all that they ever printed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use assay_protocol::TerminalNumber;

use super::checkpoint::Taken;
use super::terminal::Terminal;
use crate::background;
use crate::domain::ids::{Digest, SessionId};
use crate::store::Store;
use crate::store::terminals::KeptTerminals;

/// Between two checkpoints, however much is printed: each is a commit for which others wait.
const PAUSE: Duration = Duration::from_secs(2);
/// Output after which they are kept again.
const BYTES: usize = 4 * 1024 * 1024;
/// Events of terminals after which they are.
const EVENTS: usize = 2_000;

/// When they were kept, and what has happened since.
pub(super) struct Keeping {
    store: Store,
    session: SessionId,
    /// The last event of terminals.
    seq: u64,
    at: Instant,
    bytes: usize,
    events: usize,
    busy: Arc<AtomicBool>,
    failed: Arc<AtomicBool>,
}

impl Keeping {
    /// They were read up to this event.
    pub fn new(store: Store, session: SessionId, seq: u64) -> Self {
        Self {
            store,
            session,
            seq,
            at: Instant::now(),
            bytes: 0,
            events: 0,
            busy: Arc::default(),
            failed: Arc::default(),
        }
    }

    /// An event of terminals, with so much output, is durable. Reading events again that are in
    /// what was kept does no harm, so a number that is too low is fine.
    pub fn recorded(&mut self, seq: u64, bytes: usize) {
        self.seq = seq;
        self.bytes += bytes;
        self.events += 1;
    }

    fn is_due(&self) -> bool {
        let much = self.bytes >= BYTES || self.events >= EVENTS;
        much && self.at.elapsed() >= PAUSE && !self.busy.load(Ordering::Acquire)
    }

    /// Keeps what changed if enough has happened. Nobody waits for it.
    pub fn now_and_then(
        &mut self,
        terminals: &mut BTreeMap<TerminalNumber, Terminal>,
        boot: Option<Digest>,
    ) {
        if !self.is_due() {
            return;
        }
        let again = self.failed.swap(false, Ordering::AcqRel);
        let mut taken = Vec::new();
        for terminal in terminals.values_mut() {
            if again || !terminal.kept {
                taken.push(Taken::of(terminal));
                terminal.kept = true;
            }
        }
        (self.at, self.bytes, self.events) = (Instant::now(), 0, 0);
        self.busy.store(true, Ordering::Release);
        let (store, session, seq) = (self.store.clone(), self.session, self.seq);
        let (busy, failed) = (Arc::clone(&self.busy), Arc::clone(&self.failed));
        tokio::spawn(async move {
            let packing = move || taken.into_iter().map(Taken::pack).collect();
            let states = background::spawn(packing).await;
            let kept = states.map(|states| KeptTerminals { seq, boot, states });
            let done = match kept {
                Ok(kept) => store.keep_terminals(session, &kept).await.is_ok(),
                Err(_) => false,
            };
            if !done {
                // A disk that is full, mostly: the trace says so, and has everything.
                failed.store(true, Ordering::Release);
            }
            busy.store(false, Ordering::Release);
        });
    }
}
