//! Whether a recorder records everything: what it cannot is in the trace, once, and so is the end
//! of it.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::event::{Actor, EventBody};
use crate::trace::{Entry, TraceClosed, TraceLog};

/// The health of one recorder of a session.
#[derive(Debug)]
pub struct Health {
    recorder: &'static str,
    trace: TraceLog,
    degraded: AtomicBool,
}

impl Health {
    /// A recorder that is well.
    pub fn new(recorder: &'static str, trace: TraceLog) -> Self {
        Self {
            recorder,
            trace,
            degraded: AtomicBool::new(false),
        }
    }

    /// Something cannot be recorded from here on, or was not.
    pub async fn degrade(&self, reason: &str) -> Result<(), TraceClosed> {
        if self.degraded.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        let body = EventBody::RecorderDegraded {
            recorder: self.recorder.to_owned(),
            reason: reason.to_owned(),
        };
        self.append(body).await
    }

    /// Everything is recorded again.
    pub async fn restore(&self) -> Result<(), TraceClosed> {
        if !self.degraded.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        let recorder = self.recorder.to_owned();
        self.append(EventBody::RecorderRestored { recorder }).await
    }

    async fn append(&self, body: EventBody) -> Result<(), TraceClosed> {
        let entry = Entry::new(Actor::System, body);
        self.trace.append(entry).await.map(|_| ())
    }
}
