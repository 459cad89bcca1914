//! One connection, as the limits see it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::patience::{Phase, Progress};
use super::requests::Counted;
use crate::domain::client_address::ClientAddress;

/// What a connection is doing, and the means to end it.
pub(super) struct Place {
    pub address: ClientAddress,
    /// Once cancelled, nothing more is read or written.
    pub cut: CancellationToken,
    progress: Mutex<Progress>,
    /// Of a `WebSocket` through a proxy: what counts it until the connection ends.
    kept: Mutex<Option<Counted>>,
}

impl Place {
    pub fn new(address: ClientAddress, now: Instant) -> Self {
        Self {
            address,
            cut: CancellationToken::new(),
            progress: Mutex::new(Progress::beginning(now)),
            kept: Mutex::default(),
        }
    }

    pub fn progress(&self) -> Progress {
        *self.lock()
    }

    pub fn enter(&self, phase: Phase) {
        let now = Instant::now();
        let mut progress = self.lock();
        (progress.phase, progress.since, progress.received) = (phase, now, now);
    }

    /// Changes the phase only if it is still `from`: bodies are dropped at any time.
    pub fn follow(&self, from: Phase, to: Phase) {
        if self.progress().phase == from {
            self.enter(to);
        }
    }

    pub fn received(&self) {
        let now = Instant::now();
        let mut progress = self.lock();
        progress.received = now;
        if progress.phase == Phase::Idle {
            (progress.phase, progress.since) = (Phase::Head, now);
        }
    }

    /// How many bytes the client took; `None` if there is no room for them.
    pub fn sent(&self, bytes: Option<usize>) {
        let now = Instant::now();
        let mut progress = self.lock();
        let Some(bytes) = bytes else {
            progress.blocks(now);
            return;
        };
        progress.took(bytes);
        if progress.phase == Phase::Idle {
            progress.since = now;
        }
    }

    /// Keeps the count of a connection that became a `WebSocket`.
    pub fn keep(&self, counted: Option<Counted>) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = counted;
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        // A panic in between leaves times that are still valid.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
