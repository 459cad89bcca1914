//! A process in a sandbox that a check talks to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;

use super::fault::fault;
use crate::check::SandboxFault;
use crate::check::verification::{Exit, Finished, Process, Received};
use crate::sandbox::command;
use crate::sandbox::conversation::{Conversation, Heard};

/// Exit statuses of `timeout` for a command that ran out of time.
const TIMED_OUT: [i64; 2] = [124, 137];

/// A conversation, and what must exist while it lasts.
pub struct Talking<Guard> {
    conversation: Conversation,
    started: Instant,
    limit: Duration,
    guard: Guard,
}

impl<Guard> Talking<Guard> {
    pub fn new(conversation: Conversation, limit: Duration, guard: Guard) -> Self {
        Self {
            conversation,
            started: Instant::now(),
            limit,
            guard,
        }
    }
}

impl<Guard: Send + 'static> Process for Talking<Guard> {
    fn send<'a>(&'a mut self, bytes: &'a [u8]) -> BoxFuture<'a, Result<(), SandboxFault>> {
        Box::pin(async move { self.conversation.send(bytes).await.map_err(fault) })
    }

    fn receive(&mut self, limit: Duration) -> BoxFuture<'_, Result<Received, SandboxFault>> {
        Box::pin(async move {
            let heard = self.conversation.receive(limit).await.map_err(fault)?;
            Ok(match heard {
                Heard::Line(line) => Received::Line(line),
                Heard::Ended => Received::Ended,
                Heard::TimedOut => Received::TimedOut,
                Heard::TooLong => Received::TooLong,
            })
        })
    }

    fn stderr(&self) -> Vec<u8> {
        self.conversation.stderr().to_vec()
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, Result<Finished, SandboxFault>> {
        Box::pin(async move {
            let done = self.conversation.close().await.map_err(fault)?;
            drop(self.guard);
            Ok(finished(done, self.started.elapsed(), self.limit))
        })
    }
}

/// How a command ended that took `took` and was allowed `limit`.
pub fn finished(done: command::Finished, took: Duration, limit: Duration) -> Finished {
    let out_of_time = TIMED_OUT.contains(&done.status) && took >= limit;
    let exit = if out_of_time {
        Exit::TimedOut
    } else {
        Exit::Status(i32::try_from(done.status).unwrap_or(i32::MAX))
    };
    Finished {
        exit,
        stdout: done.stdout,
        stderr: done.stderr,
        truncated: done.truncated,
    }
}

/// Counts the open conversations of a sandbox.
#[derive(Clone, Debug, Default)]
pub struct Open(Arc<AtomicUsize>);

pub struct Counted(Arc<AtomicUsize>);

impl Open {
    /// Counts one more until the result is dropped.
    pub fn another(&self) -> Counted {
        self.0.fetch_add(1, Ordering::SeqCst);
        Counted(Arc::clone(&self.0))
    }

    pub fn none(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
