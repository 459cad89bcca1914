//! What an appender waits for, and why nothing more comes.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use super::entry::{Appended, TraceClosed};

/// Why the writer ended, once it has. Set before the writer drops those who wait for it.
#[derive(Clone, Debug, Default)]
pub(super) struct End(Arc<OnceLock<TraceClosed>>);

impl End {
    /// Only the first reason is kept.
    pub fn set(&self, why: TraceClosed) {
        let _ = self.0.set(why);
    }

    /// `None` while the writer runs, and if it ended with the service.
    pub fn known(&self) -> Option<TraceClosed> {
        self.0.get().cloned()
    }

    /// A writer that gave no reason ended with the service.
    pub fn why(&self) -> TraceClosed {
        self.known().unwrap_or(TraceClosed::Stopping)
    }
}

/// What the writer answers an appender.
pub(super) type Answer = Result<Appended, TraceClosed>;

/// Resolves when an event is on the disk. The event is written even if this is dropped.
#[derive(Debug)]
pub struct Durable {
    answer: oneshot::Receiver<Answer>,
    end: End,
}

impl Durable {
    pub(super) fn new(answer: oneshot::Receiver<Answer>, end: End) -> Self {
        Self { answer, end }
    }
}

impl Future for Durable {
    type Output = Answer;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        let answer = Pin::new(&mut self.answer).poll(context);
        answer.map(|answer| answer.unwrap_or_else(|_| Err(self.end.why())))
    }
}
