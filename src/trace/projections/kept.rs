//! Projections beside the writer of a trace.

use std::sync::Arc;

use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use super::Projections;
use super::fold::{Folded, read};
use crate::domain::event::Event;
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// The projections of a trace that is being written: made when somebody asks first, fed by the
/// writer from then on. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct KeptProjections(Arc<Mutex<Option<Folded<Projections>>>>);

impl KeptProjections {
    /// As the trace is now. The writer waits while this is held: look, and let go.
    pub async fn get(
        &self,
        store: &Store,
        session: SessionId,
    ) -> Result<MappedMutexGuard<'_, Projections>, StoreError> {
        let mut kept = self.0.lock().await;
        if kept.is_none() {
            // The writer cannot feed meanwhile; what it commits is either read here or fed after.
            *kept = Some(read(store, session).await?);
        }
        Ok(MutexGuard::map(kept, |kept| {
            &mut kept.get_or_insert_with(Folded::default).state
        }))
    }

    /// Takes events that are durable, before anybody is told that they are: who writes reads what
    /// they wrote.
    pub async fn feed(&self, events: &[Event]) {
        if let Some(projections) = self.0.lock().await.as_mut() {
            for event in events {
                projections.apply(event);
            }
        }
    }

    /// Frees them; who asks again has them made again.
    pub async fn forget(&self) {
        *self.0.lock().await = None;
    }
}
