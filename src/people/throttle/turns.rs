//! Whose password is checked next. A check takes 19 MiB and tens of milliseconds, so few run at
//! once. Each address has its own lane with one check at a time. Somebody who sends many attempts
//! waits behind their own; everybody else waits behind only one of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use crate::domain::client_address::ClientAddress;

/// Passwords of strangers that are checked at once.
const STRANGERS_AT_ONCE: usize = 3;
/// Passwords of familiar people that are checked at the same time, so that no crowd keeps them
/// waiting.
const FAMILIAR_AT_ONCE: usize = 1;
/// The most attempts in one lane, including the one that is being checked.
const PER_LANE: usize = 8;
const LANES: usize = 256;

/// Attempts that wait behind each other.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Lane {
    /// Everybody at one address.
    Stranger(ClientAddress),
    /// One person at an address that is familiar.
    Familiar(ClientAddress, String),
}

/// The lanes, and the permits to check.
pub(super) struct Turns {
    lanes: Arc<Mutex<Lanes>>,
    strangers: Arc<Semaphore>,
    familiar: Arc<Semaphore>,
}

type Lanes = HashMap<Lane, (usize, Arc<tokio::sync::Mutex<()>>)>;

/// The right to check one password. It is held until the work is done, even if the client
/// disconnects.
pub struct Turn {
    _place: OwnedSemaphorePermit,
    _first: OwnedMutexGuard<()>,
    _waiting: Waiting,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            lanes: Arc::default(),
            strangers: Arc::new(Semaphore::new(STRANGERS_AT_ONCE)),
            familiar: Arc::new(Semaphore::new(FAMILIAR_AT_ONCE)),
        }
    }
}

impl Turns {
    /// Waits in this lane, and then for `pace` at its head; `None` if there are too many.
    pub async fn wait(&self, lane: Lane, pace: Duration) -> Option<Turn> {
        let places = match lane {
            Lane::Stranger(_) => &self.strangers,
            Lane::Familiar(..) => &self.familiar,
        };
        let (waiting, lane) = self.join(lane)?;
        let first = lane.lock_owned().await;
        if !pace.is_zero() {
            tokio::time::sleep(pace).await;
        }
        // In order of arrival, with one attempt of each lane, so lanes take turns.
        let place = places.clone().acquire_owned().await.ok()?;
        Some(Turn {
            _place: place,
            _first: first,
            _waiting: waiting,
        })
    }

    fn join(&self, lane: Lane) -> Option<(Waiting, Arc<tokio::sync::Mutex<()>>)> {
        let mut lanes = lock(&self.lanes);
        let room = lanes.len() < LANES || matches!(lane, Lane::Familiar(..));
        if !room && !lanes.contains_key(&lane) {
            return None;
        }
        let (count, order) = lanes.entry(lane.clone()).or_default();
        if *count >= PER_LANE {
            return None;
        }
        *count += 1;
        let waiting = Waiting {
            lane,
            lanes: self.lanes.clone(),
        };
        Some((waiting, order.clone()))
    }
}

struct Waiting {
    lane: Lane,
    lanes: Arc<Mutex<Lanes>>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut lanes = lock(&self.lanes);
        if let Some((count, _)) = lanes.get_mut(&self.lane) {
            *count -= 1;
            if *count == 0 {
                lanes.remove(&self.lane);
            }
        }
    }
}

fn lock(lanes: &Mutex<Lanes>) -> MutexGuard<'_, Lanes> {
    // A number changes completely or not at all.
    lanes.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn stranger(number: u8) -> Lane {
        Lane::Stranger(ClientAddress::of([192, 0, 2, number].into()))
    }

    #[tokio::test]
    async fn an_address_with_many_attempts_waits_behind_itself_alone() {
        let turns = Turns::default();
        let first = turns.wait(stranger(1), Duration::ZERO).await.unwrap();
        let mut second = Box::pin(turns.wait(stranger(1), Duration::ZERO));
        assert!(second.as_mut().now_or_never().is_none());
        assert!(turns.wait(stranger(2), Duration::ZERO).await.is_some());
        drop(first);
        assert!(second.await.is_some());
    }

    #[tokio::test]
    async fn a_lane_has_an_end_and_who_leaves_makes_room() {
        let turns = Turns::default();
        let _first = turns.wait(stranger(1), Duration::ZERO).await.unwrap();
        let mut waiting = Vec::new();
        for _ in 1..PER_LANE {
            let mut wait = Box::pin(turns.wait(stranger(1), Duration::ZERO));
            assert!(wait.as_mut().now_or_never().is_none());
            waiting.push(wait);
        }
        let one_more = || turns.wait(stranger(1), Duration::ZERO).now_or_never();
        assert!(one_more().unwrap().is_none());
        waiting.pop();
        assert!(one_more().is_none());
    }

    #[tokio::test]
    async fn a_crowd_of_strangers_keeps_nobody_waiting_who_is_familiar() {
        let turns = Turns::default();
        let mut held = Vec::new();
        for number in 0..3 {
            held.push(turns.wait(stranger(number), Duration::ZERO).await.unwrap());
        }
        assert!(
            turns
                .wait(stranger(9), Duration::ZERO)
                .now_or_never()
                .is_none()
        );
        let home = ClientAddress::of([198, 51, 100, 1].into());
        let known = Lane::Familiar(home, "ada".to_owned());
        assert!(turns.wait(known, Duration::ZERO).now_or_never().is_some());
        drop(held);
        assert!(lock(&turns.lanes).is_empty());
    }
}
