//! Requests that came through a trusted proxy, counted by the client that the proxy names: the
//! proxy's connections carry the requests of many clients.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::client_address::ClientAddress;

/// How many requests of each client are in progress.
pub(super) struct Requests {
    limit: usize,
    under_way: Mutex<HashMap<ClientAddress, usize>>,
}

impl Requests {
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            under_way: Mutex::default(),
        }
    }

    /// Counts one more request; `None` beyond the limit.
    pub fn count(self: &Arc<Self>, client: ClientAddress) -> Option<Counted> {
        let mut under_way = self.lock();
        let count = under_way.entry(client).or_default();
        if *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(Counted {
            client,
            requests: self.clone(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ClientAddress, usize>> {
        // A number is changed completely or not at all.
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request in progress.
pub(super) struct Counted {
    client: ClientAddress,
    requests: Arc<Requests>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut under_way = self.requests.lock();
        if let Some(count) = under_way.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                under_way.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_has_a_limit_and_nothing_is_kept_of_those_who_left() {
        let requests = Arc::new(Requests::new(2));
        let client = |text: &str| ClientAddress::of(text.parse().unwrap());
        let first = requests.count(client("192.0.2.1"));
        let second = requests.count(client("192.0.2.1"));
        assert!(first.is_some() && second.is_some());
        assert!(requests.count(client("192.0.2.1")).is_none());
        assert!(requests.count(client("192.0.2.2")).is_some());
        drop(first);
        assert!(requests.count(client("192.0.2.1")).is_some());
        drop(second);
        assert!(requests.lock().is_empty());
    }
}
