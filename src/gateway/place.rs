//! Places that are limited: among a session's connections, and among its exchanges under way.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::OwnedSemaphorePermit;

use super::retry::Comebacks;

/// A connection's place. Its exchange holds it too, so that exchanges that still wait for their
/// turn when their clients have hung up do not pile up.
#[derive(Clone)]
pub(super) struct ConnectionPlace(
    #[expect(dead_code, reason = "held, not read")] Arc<OwnedSemaphorePermit>,
);

impl ConnectionPlace {
    pub fn new(permit: OwnedSemaphorePermit) -> Self {
        Self(Arc::new(permit))
    }
}

/// A place among the exchanges under way, and room for the body. When it is dropped, it reports how
/// long it was taken, from which those who are refused are told when to come back.
pub(super) struct ExchangePlace {
    _permit: OwnedSemaphorePermit,
    _room: Option<OwnedSemaphorePermit>,
    since: Instant,
    comebacks: Arc<Comebacks>,
}

impl ExchangePlace {
    pub fn new(
        permit: OwnedSemaphorePermit,
        room: Option<OwnedSemaphorePermit>,
        comebacks: Arc<Comebacks>,
    ) -> Self {
        Self {
            _permit: permit,
            _room: room,
            since: Instant::now(),
            comebacks,
        }
    }
}

impl Drop for ExchangePlace {
    fn drop(&mut self) {
        self.comebacks.served(self.since.elapsed());
    }
}
