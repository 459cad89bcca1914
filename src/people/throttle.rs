//! Slows down the guessing of passwords, and bounds the work of checking them.
//!
//! Failures are counted by address and name together, so that nobody locks somebody else out. A
//! person is familiar at an address if they were signed in there by this name. They are never
//! refused for failures: their attempts only take longer, one after the other.

mod failures;
mod familiar;
mod turns;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use failures::{Failures, Verdict};
use familiar::Familiar;
pub use turns::Turn;
use turns::{Lane, Turns};

use crate::domain::client_address::ClientAddress;

/// The wait before each attempt by somebody who has failed often.
const PACE: Duration = Duration::from_millis(500);

/// Admits attempts to sign in, one after the other.
#[derive(Default)]
pub struct SignInGuard {
    failures: Mutex<Failures>,
    familiar: Mutex<Familiar>,
    turns: Turns,
}

impl SignInGuard {
    /// Waits until this attempt may be made; `None` if there were too many. It counts as failed
    /// until it is forgiven, so that many attempts at once are not cheaper than many in turn.
    pub async fn turn(&self, from: ClientAddress, name: &str) -> Option<Turn> {
        let familiar = lock(&self.familiar).knows(from, name);
        let verdict = lock(&self.failures).attempt(from, name, familiar, Instant::now());
        let lane = if familiar {
            Lane::Familiar(from, name.to_owned())
        } else {
            Lane::Stranger(from)
        };
        let pace = match verdict {
            Verdict::Refused => return None,
            Verdict::Paced => PACE,
            Verdict::Free => Duration::ZERO,
        };
        self.turns.wait(lane, pace).await
    }

    /// Call it after the right password: earlier failures of this name at this address are
    /// forgiven.
    pub fn forgive(&self, from: ClientAddress, name: &str) {
        lock(&self.failures).forgive(from, name);
        self.recognise(from, name);
    }

    /// Somebody is signed in by this name at this address.
    pub fn recognise(&self, at: ClientAddress, name: &str) {
        lock(&self.familiar).note(at, name);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while counting leaves a table that is still valid.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
