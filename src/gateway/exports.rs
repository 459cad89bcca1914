//! A session's OpenTelemetry exports, and which of them are not kept.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Semaphore;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    Traces,
    Metrics,
    Logs,
}

#[derive(Debug)]
pub(super) struct Exports {
    /// One export is unpacked at a time, because an unpacked export is larger than its body.
    pub turn: Semaphore,
    metrics: AtomicU64,
    logs: AtomicU64,
}

impl Default for Exports {
    fn default() -> Self {
        Self {
            turn: Semaphore::new(1),
            metrics: AtomicU64::new(0),
            logs: AtomicU64::new(0),
        }
    }
}

impl Exports {
    /// Writes a log line when the gateway ends.
    pub fn say_what_was_not_kept(&self) {
        let (metrics, logs) = (
            self.metrics.load(Ordering::Relaxed),
            self.logs.load(Ordering::Relaxed),
        );
        if metrics + logs > 0 {
            tracing::info!(metrics, logs, "exports were accepted but not kept");
        }
    }

    /// Counts an export that is not kept. Only the first of each signal gets an explanation.
    pub fn not_kept(&self, signal: Signal) -> &'static str {
        let (count, said) = match signal {
            Signal::Metrics => (&self.metrics, "metrics are not recorded (said once)"),
            Signal::Logs => (&self.logs, "logs are not recorded (said once)"),
            Signal::Traces => return "",
        };
        match count.fetch_add(1, Ordering::Relaxed) {
            0 => said,
            _ => "",
        }
    }
}
