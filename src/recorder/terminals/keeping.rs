//! Writes checkpoints of the terminals, so that a service that was killed does not have to read
//! everything that they ever printed.

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

/// The least time between two checkpoints, however much is printed. Each is a commit, and other
/// sessions wait for it.
const PAUSE: Duration = Duration::from_secs(2);
/// Output after which a new checkpoint is written, in bytes.
const BYTES: usize = 4 * 1024 * 1024;
/// Terminal events after which a new checkpoint is written.
const EVENTS: usize = 2_000;

/// The last checkpoint, and what has happened since.
pub(super) struct Keeping {
    store: Store,
    session: SessionId,
    /// The last event of the terminals.
    seq: u64,
    at: Instant,
    bytes: usize,
    events: usize,
    busy: Arc<AtomicBool>,
    failed: Arc<AtomicBool>,
}

impl Keeping {
    /// `seq`: the last event that the terminals include.
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

    /// An event of the terminals, with this many bytes of output, is durable. Applying an event
    /// twice does no harm, so a number that is too low is fine.
    pub fn recorded(&mut self, seq: u64, bytes: usize) {
        self.seq = seq;
        self.bytes += bytes;
        self.events += 1;
    }

    fn is_due(&self) -> bool {
        let much = self.bytes >= BYTES || self.events >= EVENTS;
        much && self.at.elapsed() >= PAUSE && !self.busy.load(Ordering::Acquire)
    }

    /// Writes a checkpoint of what changed, if enough has happened. The caller does not wait for
    /// it.
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
                // The disk is full, most likely. The trace reports that, and it has everything that
                // the checkpoint would have.
                failed.store(true, Ordering::Release);
            }
            busy.store(false, Ordering::Release);
        });
    }
}
