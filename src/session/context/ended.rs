//! Sessions that have ended and whose sandbox still exists.

use tokio::sync::Mutex;

use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;

pub struct Ended {
    /// As it was before the session ended.
    pub record: SessionRecord,
    /// The state in which it ended.
    pub state: SessionState,
}

impl Ended {
    pub fn of(record: SessionRecord, state: SessionState) -> Self {
        Self { record, state }
    }
}

/// Sessions that ended while no engine answered, so that their sandbox could not be removed yet.
#[derive(Default)]
pub struct Uncleared(Mutex<Vec<Ended>>);

impl Uncleared {
    /// Adds a session that must be cleared later, unless it is already here.
    pub async fn add(&self, ended: Ended) {
        let mut uncleared = self.0.lock().await;
        if uncleared.iter().all(|it| it.record.id != ended.record.id) {
            uncleared.push(ended);
        }
    }

    pub async fn take(&self) -> Vec<Ended> {
        std::mem::take(&mut *self.0.lock().await)
    }
}
