//! Bounds input over a short time: a paste of any size may arrive as many frames.

use std::time::{Duration, Instant};

/// Bytes of input within [`BURST`]: a paste of 1 MiB and some typing fit.
const BURST_LIMIT: usize = 1024 * 1024 + 64 * 1024;
/// Bytes of replies within [`BURST`]: a program asks for a few hundred.
const REPLIES_LIMIT: usize = 64 * 1024;
const BURST: Duration = Duration::from_secs(5);

/// What a page may send at once.
pub(super) struct Bursts {
    /// Keys and pastes.
    pub input: Burst,
    /// Replies of its terminal.
    pub replies: Burst,
}

impl Default for Bursts {
    fn default() -> Self {
        Self {
            input: Burst::up_to(BURST_LIMIT),
            replies: Burst::up_to(REPLIES_LIMIT),
        }
    }
}

pub(super) struct Burst {
    limit: usize,
    since: Instant,
    bytes: usize,
    refused: bool,
}

impl Burst {
    fn up_to(limit: usize) -> Self {
        Self {
            limit,
            since: Instant::now(),
            bytes: 0,
            refused: false,
        }
    }

    /// Counts these bytes. False if there are now too many.
    pub fn admits(&mut self, bytes: usize) -> bool {
        if self.since.elapsed() > BURST {
            *self = Self::up_to(self.limit);
        }
        self.bytes = self.bytes.saturating_add(bytes);
        self.bytes <= self.limit
    }

    /// True only the first time: only that refusal is recorded.
    pub fn is_first_refusal(&mut self) -> bool {
        !std::mem::replace(&mut self.refused, true)
    }
}
