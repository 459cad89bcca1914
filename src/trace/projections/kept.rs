//! The projections that are kept beside the writer of a trace.

use std::sync::Arc;

use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use super::Projections;
use super::fold::{Folded, read};
use crate::domain::event::Event;
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// The projections of a trace that is being written. They are made when somebody first asks, and
/// fed by the writer after that. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct KeptProjections(Arc<Mutex<Option<Folded<Projections>>>>);

impl KeptProjections {
    /// The projections of the trace as it is now. The writer waits while the guard is held, so hold
    /// it briefly.
    pub async fn get(
        &self,
        store: &Store,
        session: SessionId,
    ) -> Result<MappedMutexGuard<'_, Projections>, StoreError> {
        let mut kept = self.0.lock().await;
        if kept.is_none() {
            // The writer cannot feed meanwhile. What it commits is either read here or fed after.
            *kept = Some(read(store, session).await?);
        }
        Ok(MutexGuard::map(kept, |kept| {
            &mut kept.get_or_insert_with(Folded::default).state
        }))
    }

    /// Takes durable events before anybody is told that they are durable, so that writers can read
    /// what they wrote.
    pub async fn feed(&self, events: &[Event]) {
        if let Some(projections) = self.0.lock().await.as_mut() {
            for event in events {
                projections.apply(event);
            }
        }
    }

    /// Frees them. They are made again when somebody asks.
    pub async fn forget(&self) {
        *self.0.lock().await = None;
    }
}
