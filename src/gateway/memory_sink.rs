//! A sink that keeps calls in memory: for tests and for running the gateway alone.

use std::sync::Mutex;

use futures_util::future::BoxFuture;
use tokio::sync::watch;

use super::calls::{Call, CallSink, Phase, RecordError};

/// Keeps every call, newest last. Can be told to fail, to see what clients get then.
#[derive(Debug)]
pub struct MemorySink {
    state: Mutex<State>,
    recorded: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct State {
    calls: Vec<Call>,
    failing: bool,
}

impl Default for MemorySink {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            recorded: watch::Sender::new(0),
        }
    }
}

impl MemorySink {
    /// The completed calls so far.
    pub fn completed(&self) -> Vec<Call> {
        let state = self.state.lock().expect("no panic happens under this lock");
        state
            .calls
            .iter()
            .filter(|call| call.phase == Phase::Completed)
            .cloned()
            .collect()
    }

    /// Every report so far, of both phases.
    pub fn all(&self) -> Vec<Call> {
        self.state
            .lock()
            .expect("no panic happens under this lock")
            .calls
            .clone()
    }

    /// From now on, whether recording fails.
    pub fn set_failing(&self, failing: bool) {
        self.state
            .lock()
            .expect("no panic happens under this lock")
            .failing = failing;
    }

    /// Announces how many reports there are, so that a test can wait for one.
    pub fn subscribe(&self) -> watch::Receiver<usize> {
        self.recorded.subscribe()
    }
}

impl CallSink for MemorySink {
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>> {
        Box::pin(async move {
            let mut state = self.state.lock().expect("no panic happens under this lock");
            if state.failing {
                return Err(RecordError("this sink was told to fail".to_owned()));
            }
            state.calls.push(call);
            self.recorded.send_replace(state.calls.len());
            Ok(())
        })
    }
}
