//! Open traces: one writer a session, however many ask.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use crate::domain::ids::SessionId;
use crate::store::sessions::SessionRecord;
use crate::store::{Store, StoreError};
use crate::trace::{TraceClock, TraceLog};

/// Every trace that is being written by this service.
#[derive(Default)]
pub struct Traces(Mutex<HashMap<SessionId, TraceLog>>);

impl Traces {
    /// The session's trace, opened if it is not. Two writers would fork the chain, so the lock is
    /// held while one is made.
    pub async fn of(&self, store: &Store, record: &SessionRecord) -> Result<TraceLog, StoreError> {
        let mut open = self.0.lock().await;
        if let Some(trace) = open.get(&record.id) {
            return Ok(trace.clone());
        }
        let clock = TraceClock::new(record.created_at, None, 0);
        if let Some(known) = record.clock() {
            clock.follow(known);
        }
        if let Some(submitted_at) = record.submitted_at {
            clock.end(submitted_at);
        }
        let trace = TraceLog::open(store.clone(), record.id, Arc::new(clock)).await?;
        open.insert(record.id, trace.clone());
        Ok(trace)
    }
}
