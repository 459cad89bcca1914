//! A session that writes much rests while others write. They need the database, the disk and the
//! processors too, and the source of the flood (a terminal, an export) waits with the session.
//!
//! If nobody else writes, nobody rests.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::ids::SessionId;

/// A session that wrote within this time may soon write again.
const RECENT: Duration = Duration::from_secs(1);
/// The part of the time that one session gets while others write. Typing without a pause takes a
/// fifth of that.
const PART: f64 = 0.1;
/// The most time that a session can save up.
const SAVED: Duration = Duration::from_millis(100);

/// The longest rest, whatever was written: the session's own keystrokes wait in the same queue.
const LONGEST: Duration = Duration::from_millis(100);

/// How long a commit takes, as measured on two cores: a fixed part, and a part for its content.
/// Bytes cost more than their commit does, because of their source: the kernel's terminal alone
/// needs up to 400 ms of processor time for a mebibyte of short lines, and no control group has to
/// answer for it.
fn cost(events: usize, bytes: usize) -> Duration {
    const COMMIT: Duration = Duration::from_micros(800);
    const EVENT: Duration = Duration::from_micros(50);
    const MEBIBYTE: Duration = Duration::from_millis(160);
    #[expect(clippy::cast_precision_loss, reason = "a commit has megabytes at most")]
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    COMMIT + EVENT * u32::try_from(events).unwrap_or(u32::MAX) + MEBIBYTE.mul_f64(mebibytes)
}

/// The two sessions that wrote last, the latest first.
static LATEST: Mutex<[Option<(SessionId, Instant)>; 2]> = Mutex::new([None; 2]);

/// What a session has left of its time.
pub(super) struct Courtesy {
    session: SessionId,
    left: Duration,
    at: Instant,
    resting: Resting,
}

/// Whether the last commit was followed by a rest. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Resting(Arc<AtomicBool>);

impl Resting {
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Courtesy {
    pub fn of(session: SessionId) -> Self {
        Self {
            session,
            left: SAVED,
            at: Instant::now(),
            resting: Resting::default(),
        }
    }

    pub fn resting(&self) -> Resting {
        self.resting.clone()
    }

    /// Counts what the session wrote. Returns how long it must rest before it writes again.
    pub fn rest_after(&mut self, events: usize, bytes: usize, now: Instant) -> Duration {
        let earned = now.duration_since(self.at).mul_f64(PART);
        self.left = SAVED.min(self.left + earned);
        self.at = now;
        let cost = cost(events, bytes);
        let lacking = cost.saturating_sub(self.left);
        self.left = self.left.saturating_sub(cost);
        let rest = if others_write(self.session, now) {
            lacking.div_f64(PART).min(LONGEST)
        } else {
            Duration::ZERO
        };
        self.resting.0.store(!rest.is_zero(), Ordering::Relaxed);
        rest
    }
}

/// Notes that the session writes. Returns whether another one wrote recently.
fn others_write(session: SessionId, now: Instant) -> bool {
    let mut latest = LATEST.lock().unwrap_or_else(PoisonError::into_inner);
    if latest[0].is_some_and(|(other, _)| other != session) {
        latest[1] = latest[0];
    }
    latest[0] = Some((session, now));
    latest[1]
        .is_some_and(|(other, at)| other != session && now.saturating_duration_since(at) < RECENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One test, because all sessions of a process share [`LATEST`].
    #[test]
    fn a_flood_rests_while_others_write_and_only_then() {
        let [mut flood, mut typist] = [(); 2].map(|()| Courtesy::of(SessionId::generate()));
        let begun = Instant::now() + Duration::from_secs(60);
        let chunk = 16 * 1024;
        let mut rests = Vec::new();
        for step in 0..200 {
            let now = begun + Duration::from_millis(10 * step);
            if step >= 100 {
                // Five keystrokes in a tenth of a second, each with its echo.
                assert_eq!(typist.rest_after(1, 1, now), Duration::ZERO);
            }
            rests.push(flood.rest_after(1, chunk, now));
        }
        assert!(rests[..100].iter().all(Duration::is_zero), "nobody else");
        let steady = cost(1, chunk)
            .div_f64(PART)
            .saturating_sub(Duration::from_millis(10));
        let last = rests[199];
        assert!(
            last.abs_diff(steady) < Duration::from_millis(1),
            "{last:?}, {steady:?}"
        );
        let later = begun + Duration::from_secs(10);
        assert_eq!(
            flood.rest_after(1, chunk, later),
            Duration::ZERO,
            "time heals"
        );
    }
}
