//! How many bytes of requests one session may have in memory at once.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes in one permit.
const UNIT: usize = 1 << 10;
/// A body of at most this many bytes needs no permit, so a question does not wait behind an ingest.
const SMALL: usize = 64 << 10;

/// Room for bodies. A body that finds no room waits in its connection, unread.
#[derive(Debug)]
pub(super) struct Room {
    units: Arc<Semaphore>,
    all: u32,
}

impl Room {
    pub fn new(bytes: usize) -> Self {
        let all = units(bytes);
        Self {
            units: Arc::new(Semaphore::new(all as usize)),
            all,
        }
    }

    /// Waits for room for as many bytes as the request's head announces, or for `limit` if it
    /// announces none. A small body needs no room and gets `None`.
    pub async fn take(&self, headers: &HeaderMap, limit: usize) -> Option<OwnedSemaphorePermit> {
        let named = headers.get(header::CONTENT_LENGTH);
        let named = named.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        // A body that is longer than its limit is refused as soon as it exceeds it.
        let bytes = named.unwrap_or(limit).min(limit);
        if bytes <= SMALL {
            return None;
        }
        let wanted = units(bytes).min(self.all);
        let room = Arc::clone(&self.units).acquire_many_owned(wanted).await;
        Some(room.expect("the semaphore is never closed"))
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT))
        .unwrap_or(u32::MAX)
        .max(1)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn large_bodies_wait_for_one_another_and_small_ones_for_nobody() {
        let room = Room::new(8 << 20);
        let head = |length: usize| HeaderMap::from_iter([(header::CONTENT_LENGTH, length.into())]);
        let large = head(4 << 20);
        let first = room.take(&large, 4 << 20).await;
        let second = room.take(&HeaderMap::new(), 4 << 20).await;
        assert!(first.is_some() && second.is_some());
        assert!(room.take(&large, 4 << 20).now_or_never().is_none());
        assert!(room.take(&head(10), 4 << 20).now_or_never().is_some());
        drop(second);
        assert!(room.take(&large, 4 << 20).now_or_never().is_some());
    }
}
