//! Reaping: PID 1 collects every process that ends, its own children and orphans alike.
//!
//! Invariant: a child is adopted in the same step in which it was spawned, without an await in
//! between. All tasks share one thread, so the reaper cannot collect a child before somebody waits
//! for it.

use std::collections::HashMap;
use std::process::Child;
use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, Signal, WaitOptions, WaitStatus};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// The children whose exit somebody waits for.
#[derive(Default)]
pub struct Children {
    waiting: Mutex<HashMap<Pid, oneshot::Sender<i32>>>,
}

/// A child that was started.
pub struct Running {
    /// The process's number. Valid until `ended` has been received.
    pub pid: Pid,
    /// Its exit status: 128 + signal if it was killed.
    pub ended: oneshot::Receiver<i32>,
}

impl Children {
    /// Takes over a child that was just spawned.
    pub fn adopt(&self, child: &Child) -> Running {
        let pid = Pid::from_child(child);
        let (sender, ended) = oneshot::channel();
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(pid, sender);
        Running { pid, ended }
    }

    /// Kills what still runs, when the agent ends.
    pub fn kill_all(&self) {
        for pid in self
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .keys()
        {
            let _ = rustix::process::kill_process(*pid, Signal::KILL);
        }
    }

    /// Reaps forever.
    pub async fn reap(&self) {
        let mut ended = match signal(SignalKind::child()) {
            Ok(ended) => ended,
            Err(error) => return tracing::error!(%error, "children cannot be reaped"),
        };
        // Children that ended before the handler existed do not send another signal.
        loop {
            self.collect();
            if ended.recv().await.is_none() {
                return;
            }
        }
    }

    fn collect(&self) {
        while let Ok(Some((pid, status))) = rustix::process::wait(WaitOptions::NOHANG) {
            let waiting = self
                .waiting
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(&pid);
            if let Some(sender) = waiting {
                // If the receiver is gone, nobody needs the status.
                let _ = sender.send(exit_status(status));
            }
        }
    }
}

fn exit_status(status: WaitStatus) -> i32 {
    status
        .exit_status()
        .or_else(|| status.terminating_signal().map(|signal| 128 + signal))
        .unwrap_or(-1)
}
