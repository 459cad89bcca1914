//! Commits that fail. A failure that may pass (a full disk, a busy database, failed I/O) is tried
//! again: appenders wait, terminals are not read meanwhile, and nothing is lost. The trace then
//! reports the gap (`recorder.degraded`, `recorder.restored`). A failure that will not pass (a
//! read-only or damaged file, a broken constraint) closes the trace, and every appender gets the
//! reason.

use std::sync::Arc;
use std::time::Duration;

use super::Writer;
use crate::domain::event::{Actor, EventBody};
use crate::entry::TraceClosed;
use crate::store::StoreError;
use crate::store::events::StoredEvent;

/// Between two tries.
const RETRY: Duration = Duration::from_millis(500);
const FULL: &str = "The server's disk is full.";
const IO: &str = "The server cannot read or write its disk.";
const BUSY: &str = "The server's database is busy.";
/// The log, not a page, has what the database says.
const REFUSED: &str = "The server's database refuses this session's record, and waiting does not help. \
                       Whoever runs this service has to repair it and start the service again.";

impl Writer {
    /// Commits, however long it takes. If it took more than one try, returns the reason of the last failure.
    pub(super) async fn commit(
        &mut self,
        events: Arc<[StoredEvent]>,
        contents: Arc<[Vec<u8>]>,
    ) -> Result<Option<&'static str>, TraceClosed> {
        let mut gap = None;
        let counts = self.left_out.take_changed();
        if events.is_empty() && contents.is_empty() && counts.is_empty() {
            return Ok(None);
        }
        while let Err(error) = self
            .store
            .append_counted(
                self.session,
                Arc::clone(&events),
                Arc::clone(&contents),
                counts.clone(),
            )
            .await
        {
            if !error.may_pass() {
                // A commit that was reported as failed may have arrived all the same, also one that others
                // had a part in.
                match self.is_stored(&events).await {
                    Ok(true) if error.is_conflict() => break,
                    Err(failed) if error.is_conflict() && failed.may_pass() => {
                        tokio::time::sleep(RETRY).await;
                        continue;
                    }
                    _ => return Err(self.give_up(&error)),
                }
            }
            tracing::error!(session = %self.session, %error, "the trace could not be written yet");
            let reason = reason_of(&error);
            // Pages are told once, however often the commit fails for the same reason.
            self.health.send_if_modified(|degraded| {
                degraded.replace(reason.to_owned()).as_deref() != Some(reason)
            });
            gap = Some(reason);
            tokio::time::sleep(RETRY).await;
        }
        self.health
            .send_if_modified(|degraded| degraded.take().is_some());
        // Before any appender is told, so that it can read what it wrote.
        let placed = std::mem::take(&mut self.placed);
        self.projections.feed(&placed).await;
        Ok(gap)
    }

    /// The database refuses for good, or was closed.
    fn give_up(&self, error: &StoreError) -> TraceClosed {
        let why = if error.is_closed() {
            TraceClosed::Stopping
        } else {
            tracing::error!(session = %self.session, %error, "the trace is closed: the database refuses it");
            self.health.send_replace(Some(REFUSED.to_owned()));
            TraceClosed::Refused(error.to_string())
        };
        // Must be set before those who wait are dropped.
        self.end.set(why.clone());
        why
    }

    /// Whether the trace in the database ends with these.
    async fn is_stored(&self, events: &[StoredEvent]) -> Result<bool, StoreError> {
        let Some(last) = events.last() else {
            return Ok(false);
        };
        let stored = self.store.last_event(self.session).await?;
        Ok(stored.is_some_and(|stored| stored.hash == last.hash))
    }

    pub(super) async fn record_gap(&mut self, reason: &str) -> Result<(), TraceClosed> {
        let recorder = "trace".to_owned();
        let bodies = [
            EventBody::RecorderDegraded {
                recorder: recorder.clone(),
                reason: reason.to_owned(),
            },
            EventBody::RecorderRestored { recorder },
        ];
        let times = self.clock.read();
        let events: Vec<StoredEvent> = bodies
            .into_iter()
            .filter_map(|body| self.place(Actor::System, body, Vec::new(), times).ok())
            .collect();
        self.commit(events.into(), Arc::default()).await?;
        Ok(())
    }
}

fn reason_of(error: &StoreError) -> &'static str {
    match error {
        StoreError::DiskFull(_) => FULL,
        StoreError::Io(_) => IO,
        _ => BUSY,
    }
}
