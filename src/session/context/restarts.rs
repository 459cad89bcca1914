//! Sandboxes that end again and again. Each is started again after a pause that gets longer, and
//! after some tries people are told.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::ids::SessionId;

/// The first pause. Each pause is twice as long as the one before.
const FIRST: Duration = Duration::from_secs(3);
const LONGEST: Duration = Duration::from_secs(60);
/// A sandbox that has run for this long does not count as failing.
const STEADY: Duration = Duration::from_secs(120);
/// Failed tries in a row after which the trace and the candidate are told.
pub const TELL_AFTER: u32 = 4;

#[derive(Clone, Debug)]
struct Tries {
    /// Starts in a row after which the sandbox did not keep running.
    failed: u32,
    /// When the sandbox was last started; `None` if it does not run.
    started: Option<Instant>,
    /// The sandbox must not be started before this.
    not_before: Instant,
    /// Whether the trace has an interruption that has not ended.
    interrupted: bool,
    told: bool,
    /// The last known cause.
    reason: String,
}

/// Sessions whose sandbox has ended, until it keeps running again.
#[derive(Debug, Default)]
pub struct Restarts(Mutex<HashMap<SessionId, Tries>>);

/// What people are told about a sandbox that keeps failing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Failed tries in a row.
    pub tries: u32,
    /// The last known cause.
    pub reason: String,
}

impl Restarts {
    /// The sandbox ended or could not be started. Returns what people must be told now, if
    /// anything.
    pub fn failed(&self, session: SessionId, reason: String, now: Instant) -> Option<Failure> {
        self.count(session, reason, now, TELL_AFTER)
    }

    /// The sandbox could not be resumed, for a cause that lasts. People are told at once, and it is
    /// tried again like a sandbox that failed.
    pub fn put_aside(&self, session: SessionId, reason: String, now: Instant) -> Option<Failure> {
        self.count(session, reason, now, 1)
    }

    fn count(
        &self,
        session: SessionId,
        reason: String,
        now: Instant,
        tell_after: u32,
    ) -> Option<Failure> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = all.entry(session).or_insert_with(|| Tries {
            failed: 0,
            started: None,
            not_before: now,
            interrupted: false,
            told: false,
            reason: String::new(),
        });
        let lasted = tries
            .started
            .take()
            .map(|started| now.duration_since(started));
        // A sandbox that ran well and ends once is started again at once.
        if lasted.is_some_and(|lasted| lasted >= STEADY) {
            tries.failed = 0;
            tries.told = false;
        }
        tries.not_before = now + pause(tries.failed);
        tries.failed += 1;
        tries.reason = reason;
        let tell = tries.failed >= tell_after && !tries.told;
        tries.told |= tell;
        tell.then(|| Failure {
            tries: tries.failed,
            reason: tries.reason.clone(),
        })
    }

    /// True for a session that never failed.
    pub fn may_start(&self, session: SessionId, now: Instant) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&session)
            .is_none_or(|tries| tries.not_before <= now)
    }

    /// Whether the caller must write the interruption into the trace. It counts as written from
    /// then on.
    pub fn begin_interruption(&self, session: SessionId) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get_mut(&session) {
            Some(tries) => !std::mem::replace(&mut tries.interrupted, true),
            None => true,
        }
    }

    /// The sandbox was started again.
    pub fn started(&self, session: SessionId, now: Instant) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tries) = all.get_mut(&session) {
            tries.started = Some(now);
            tries.interrupted = false;
        }
    }

    /// The sandbox was seen running. Once it has run for `STEADY`, its failures are forgotten.
    pub fn runs(&self, session: SessionId, now: Instant) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let steady = |tries: &Tries| {
            let started = tries.started;
            started.is_some_and(|started| now.duration_since(started) >= STEADY)
        };
        if all.get(&session).is_some_and(steady) {
            all.remove(&session);
        }
    }

    /// Whether every sandbox keeps running.
    pub fn is_empty(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    pub fn forget(&self, session: SessionId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&session);
    }

    /// What people must know about the session's sandbox; `None` unless they were told that it
    /// keeps failing.
    pub fn trouble(&self, session: SessionId) -> Option<Failure> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = all.get(&session).filter(|it| it.told)?;
        Some(Failure {
            tries: tries.failed,
            reason: tries.reason.clone(),
        })
    }
}

/// Zero before the first new start.
fn pause(failed: u32) -> Duration {
    match failed.checked_sub(1) {
        None => Duration::ZERO,
        Some(doublings) => FIRST.saturating_mul(1 << doublings.min(8)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> SessionId {
        "01938c5e-7a10-7000-8000-000000000001".parse().unwrap()
    }

    /// A sandbox that ends a second after each start. Returns when it was started and when people
    /// were told, both in seconds.
    fn flapping(seconds: u64) -> (Vec<u64>, Vec<u64>) {
        let (restarts, begin) = (Restarts::default(), Instant::now());
        let (mut starts, mut told, mut up) = (Vec::new(), Vec::new(), false);
        for second in 0..seconds {
            let now = begin + Duration::from_secs(second);
            if up || second == 0 {
                up = false;
                let failure = restarts.failed(session(), "out of memory".into(), now);
                told.extend(failure.map(|_| second));
            } else if restarts.may_start(session(), now) {
                restarts.started(session(), now);
                starts.push(second);
                up = true;
            }
        }
        (starts, told)
    }

    #[test]
    fn pauses_double_up_to_a_minute_and_people_are_told_once() {
        let (starts, told) = flapping(250);
        let pauses: Vec<_> = starts
            .windows(2)
            .map(|pair| pair[1] - pair[0] - 1)
            .collect();
        assert_eq!(starts[0], 1, "the first new start does not wait");
        assert_eq!(pauses, [3, 6, 12, 24, 48, 60, 60]);
        assert_eq!(told, [starts[2] + 1]);
    }

    #[test]
    fn a_sandbox_that_ran_well_is_started_at_once_and_no_trouble() {
        let (restarts, begin) = (Restarts::default(), Instant::now());
        for _ in 0..TELL_AFTER {
            restarts.failed(session(), "gone".into(), begin);
        }
        assert!(restarts.trouble(session()).is_some());
        restarts.started(session(), begin);
        restarts.runs(session(), begin + STEADY / 2);
        assert!(restarts.trouble(session()).is_some(), "too early to forget");
        let later = begin + STEADY;
        restarts.failed(session(), "gone".into(), later);
        assert!(restarts.may_start(session(), later));
        assert_eq!(restarts.trouble(session()), None);
        restarts.started(session(), later);
        restarts.runs(session(), later + STEADY);
        assert!(restarts.0.lock().unwrap().is_empty());
    }

    #[test]
    fn what_is_put_aside_is_said_at_once_and_once() {
        let (restarts, now) = (Restarts::default(), Instant::now());
        let told = restarts.put_aside(session(), "cannot be read".into(), now);
        assert_eq!(told.map(|it| it.tries), Some(1));
        assert!(restarts.trouble(session()).is_some());
        assert_eq!(restarts.put_aside(session(), "still".into(), now), None);
        assert!(!restarts.may_start(session(), now));
        assert!(restarts.may_start(session(), now + LONGEST));
        restarts.started(session(), now);
        restarts.runs(session(), now + STEADY);
        assert_eq!(restarts.trouble(session()), None);
    }

    #[test]
    fn an_interruption_is_written_once() {
        let restarts = Restarts::default();
        restarts.failed(session(), "gone".into(), Instant::now());
        assert!(restarts.begin_interruption(session()));
        restarts.failed(session(), "still gone".into(), Instant::now());
        assert!(!restarts.begin_interruption(session()));
        restarts.started(session(), Instant::now());
        assert!(restarts.begin_interruption(session()));
    }
}
