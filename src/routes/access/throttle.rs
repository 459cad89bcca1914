//! Brakes the guessing of passwords, and bounds the memory that checking them takes.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

/// How long a failure counts.
const WINDOW: Duration = Duration::from_mins(1);
/// Failures with one name within the window.
const PER_NAME: usize = 10;
/// Failures with all names together within the window.
const OVERALL: usize = 100;
/// Passwords that are checked at once, at 19 MiB each.
const AT_ONCE: usize = 4;

/// Counts failed sign-ins. An attempt counts as failed from its beginning, so that many at once
/// are not more than many in turn.
pub struct SignInGuard {
    failures: Mutex<VecDeque<(Instant, String)>>,
    pub(super) checking: Semaphore,
}

impl Default for SignInGuard {
    fn default() -> Self {
        Self {
            failures: Mutex::default(),
            checking: Semaphore::new(AT_ONCE),
        }
    }
}

impl SignInGuard {
    /// Whether another attempt with this name may be made; if so it is counted.
    pub(super) fn admit(&self, name: &str, now: Instant) -> bool {
        let mut failures = self.lock();
        while failures
            .front()
            .is_some_and(|(at, _)| now.duration_since(*at) >= WINDOW)
        {
            failures.pop_front();
        }
        let same = failures.iter().filter(|(_, other)| other == name).count();
        if failures.len() >= OVERALL || same >= PER_NAME {
            return false;
        }
        failures.push_back((now, name.to_owned()));
        true
    }

    /// The right password was given: earlier mistakes with this name are forgiven.
    pub(super) fn forgive(&self, name: &str) {
        self.lock().retain(|(_, other)| other != name);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<(Instant, String)>> {
        // Whoever panicked while counting left a queue that still is one.
        self.failures
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_a_minute_and_name() {
        let guard = SignInGuard::default();
        let start = Instant::now();
        for _ in 0..PER_NAME {
            assert!(guard.admit("ada", start));
        }
        assert!(!guard.admit("ada", start + WINDOW / 2));
        assert!(guard.admit("grace", start + WINDOW / 2));
        assert!(guard.admit("ada", start + WINDOW));
    }

    #[test]
    fn many_names_are_braked_together() {
        let guard = SignInGuard::default();
        let start = Instant::now();
        for number in 0..OVERALL {
            assert!(guard.admit(&format!("user {number}"), start));
        }
        assert!(!guard.admit("another", start));
        guard.forgive("user 7");
        assert!(guard.admit("another", start));
    }
}
