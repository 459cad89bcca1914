//! Sessions that have ended and whose sandbox is still there.

use tokio::sync::Mutex;

use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;

/// A session that has ended and whose sandbox is still there.
pub struct Ended {
    /// The session before it ended.
    pub record: SessionRecord,
    /// What it is now.
    pub state: SessionState,
}

impl Ended {
    /// A session that has ended so.
    pub fn of(record: SessionRecord, state: SessionState) -> Self {
        Self { record, state }
    }
}

/// Those whose sandbox could not be removed yet: they ended while no engine answered.
#[derive(Default)]
pub struct Uncleared(Mutex<Vec<Ended>>);

impl Uncleared {
    /// One more that is tried again, once for each session.
    pub async fn add(&self, ended: Ended) {
        let mut uncleared = self.0.lock().await;
        if uncleared.iter().all(|it| it.record.id != ended.record.id) {
            uncleared.push(ended);
        }
    }

    /// All of them, to be tried now.
    pub async fn take(&self) -> Vec<Ended> {
        std::mem::take(&mut *self.0.lock().await)
    }
}
