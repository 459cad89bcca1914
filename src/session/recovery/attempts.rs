//! Which sessions are being resumed, and how many of their traces may be read at once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::domain::ids::SessionId;

/// Sessions whose traces are read at once.
const AT_ONCE: usize = 4;

pub struct Attempts {
    sessions: Arc<Sessions>,
    places: Semaphore,
}

#[derive(Default)]
struct Sessions(Mutex<HashSet<SessionId>>);

/// One try to resume a session. Once it is dropped, also by a panic, another try may begin.
pub struct Attempt {
    session: SessionId,
    sessions: Arc<Sessions>,
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            sessions: Arc::default(),
            places: Semaphore::new(AT_ONCE),
        }
    }
}

impl Attempts {
    /// `None` if the session is being resumed already.
    pub fn begins(&self, session: SessionId) -> Option<Attempt> {
        let begins = self.sessions.lock().insert(session);
        begins.then(|| Attempt {
            session,
            sessions: Arc::clone(&self.sessions),
        })
    }

    pub fn any(&self) -> bool {
        !self.sessions.lock().is_empty()
    }

    /// Reads something of a session within a time limit. The wait for other readers does not count,
    /// because this session did not cause it.
    pub async fn within<T>(&self, limit: Duration, reading: impl Future<Output = T>) -> Option<T> {
        let _place = self.places.acquire().await;
        tokio::time::timeout(limit, reading).await.ok()
    }
}

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, HashSet<SessionId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.sessions.lock().remove(&self.session);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn a_try_that_panics_leaves_room_for_the_next() {
        let (resuming, session) = (Attempts::default(), SessionId::generate());
        let attempt = resuming.begins(session).unwrap();
        assert!(resuming.begins(session).is_none(), "two at once");
        let trying = tokio::spawn(async move {
            let _attempt = attempt;
            panic!("as a trace that nobody expected would do it");
        });
        assert!(trying.await.unwrap_err().is_panic());
        assert!(!resuming.any());
        assert!(resuming.begins(session).is_some());
    }

    #[tokio::test]
    async fn waiting_for_slow_neighbours_does_not_count() {
        let resuming = Attempts::default();
        let neighbours = resuming.places.acquire_many(AT_ONCE.try_into().unwrap());
        let neighbours = neighbours.await.unwrap();
        let mut read = std::pin::pin!(resuming.within(SHORT, async { "read" }));
        let early = tokio::time::timeout(4 * SHORT, &mut read).await;
        assert!(early.is_err(), "{early:?}");
        drop(neighbours);
        assert_eq!(read.await, Some("read"));
        let endless = resuming.within(SHORT, std::future::pending::<()>());
        assert_eq!(endless.await, None);
    }
}
