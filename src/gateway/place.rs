//! Limited places: for a session's connections, and for its exchanges in progress.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::OwnedSemaphorePermit;

use super::retry::Comebacks;

/// A connection's place. Its exchange holds it too, so that exchanges which still wait after their
/// clients have hung up do not pile up.
#[derive(Clone)]
pub(super) struct ConnectionPlace(
    #[expect(dead_code, reason = "held, not read")] Arc<OwnedSemaphorePermit>,
);

impl ConnectionPlace {
    pub fn new(permit: OwnedSemaphorePermit) -> Self {
        Self(Arc::new(permit))
    }
}

/// A place among the exchanges in progress, and room for the body. When it is dropped, it reports
/// how long it was held. From that, refused requests are told when to try again.
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
