//! Turns: changes to one session are made one after the other.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::domain::ids::SessionId;

/// One at a time for each session: start, submission and recovery exclude each other.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<SessionId, Weak<Mutex<()>>>>);

impl Turns {
    /// Waits for the session's turn, which lasts until the guard is dropped.
    pub async fn of(&self, session: SessionId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().await;
            turns.retain(|_, turn| turn.strong_count() > 0);
            let known = turns.get(&session).and_then(Weak::upgrade);
            let turn = known.unwrap_or_default();
            turns.insert(session, Arc::downgrade(&turn));
            turn
        };
        turn.lock_owned().await
    }
}
