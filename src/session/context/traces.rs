//! Open traces: one writer for each session, however many ask.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::domain::ids::SessionId;
use crate::domain::session_record::SessionRecord;
use crate::store::{Store, StoreError};
use crate::trace::{TraceClock, TraceLog};

/// Every trace that this service writes.
#[derive(Default)]
pub struct Traces(Mutex<HashMap<SessionId, Arc<OnceCell<TraceLog>>>>);

impl Traces {
    /// The session's trace, opened if it is not open yet. Two writers would fork the chain, so
    /// callers wait while the session's trace is being opened. Opening counts the events of a long
    /// trace; callers for other sessions do not wait for that.
    pub async fn of(&self, store: &Store, record: &SessionRecord) -> Result<TraceLog, StoreError> {
        let place = self.place(record.id);
        let trace = place.get_or_try_init(|| open(store, record)).await?;
        Ok(trace.clone())
    }

    fn place(&self, session: SessionId) -> Arc<OnceCell<TraceLog>> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(session).or_default())
    }
}

async fn open(store: &Store, record: &SessionRecord) -> Result<TraceLog, StoreError> {
    let clock = TraceClock::new(record.created_at, None, 0);
    if let Some(known) = record.clock() {
        clock.follow(known);
    }
    if let Some(submitted_at) = record.submitted_at {
        clock.end(submitted_at);
    }
    TraceLog::open(store.clone(), record.id, Arc::new(clock)).await
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::domain::event::{Actor, EventBody};
    use crate::domain::token::Token;
    use crate::trace::Entry;

    #[tokio::test]
    async fn a_trace_that_is_being_opened_keeps_no_other_session_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("test.sqlite3"))
            .await
            .unwrap();
        let record = SessionRecord::invited_in_test();
        store
            .create_session(&record, Token::generate().digest())
            .await
            .unwrap();
        let traces = Traces::default();
        let slow = traces.place(SessionId::generate());
        let slow = slow.get_or_try_init(std::future::pending::<Result<TraceLog, Infallible>>);
        let both = async {
            let (one, other) = tokio::join!(traces.of(&store, &record), traces.of(&store, &record));
            let opened = || EventBody::BriefOpened {};
            for (trace, seq) in [(one, 1), (other, 2)] {
                let entry = Entry::new(Actor::Candidate, opened());
                assert_eq!(trace.unwrap().append(entry).await.unwrap().seq, seq);
            }
        };
        tokio::select! {
            biased;
            _ = slow => unreachable!("it never ends"),
            () = both => {}
        }
    }
}
