//! A sink that keeps calls in memory, for tests and for running the gateway alone.

use std::sync::Mutex;

use futures_util::future::BoxFuture;
use tokio::sync::watch;

use super::calls::{Call, CallSink, Phase, RecordError};

/// The newest call is last. A test can make it fail, to see what clients get then.
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
    pub fn completed(&self) -> Vec<Call> {
        let state = self.state.lock().expect("no panic happens under this lock");
        state
            .calls
            .iter()
            .filter(|call| call.phase == Phase::Completed)
            .cloned()
            .collect()
    }

    /// All reports so far, of both phases.
    pub fn all(&self) -> Vec<Call> {
        self.state
            .lock()
            .expect("no panic happens under this lock")
            .calls
            .clone()
    }

    /// Whether recording fails from now on.
    pub fn set_failing(&self, failing: bool) {
        self.state
            .lock()
            .expect("no panic happens under this lock")
            .failing = failing;
    }

    /// Publishes the number of reports, so that a test can wait for one.
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
