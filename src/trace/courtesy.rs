//! Who writes much rests while others write: the database, the disk and the processors are theirs as
//! well, and whatever brings the flood (a terminal, an export) waits with it.
//!
//! Where nobody else writes, nobody rests.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::ids::SessionId;

/// Somebody who has written this long ago may write again soon.
const RECENT: Duration = Duration::from_secs(1);
/// The part of the time that one session has beside others. Typing without a pause takes a fifth of
/// it.
const PART: f64 = 0.1;
/// What a session has saved up at most.
const SAVED: Duration = Duration::from_millis(100);

/// The longest rest, whatever was written: the session's own keys wait in the same line.
const LONGEST: Duration = Duration::from_millis(100);

/// What a commit takes, as measured on two cores: a part of its own, and more with what is in it.
/// Bytes count twice: who brings them (a program, a terminal, the page) is busy with them as well.
fn cost(events: usize, bytes: usize) -> Duration {
    const COMMIT: Duration = Duration::from_micros(800);
    const EVENT: Duration = Duration::from_micros(50);
    const MEBIBYTE: Duration = Duration::from_millis(40);
    #[expect(clippy::cast_precision_loss, reason = "a commit has megabytes at most")]
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    COMMIT + EVENT * u32::try_from(events).unwrap_or(u32::MAX) + MEBIBYTE.mul_f64(mebibytes)
}

/// The two sessions that wrote last, the latest first.
static LATEST: Mutex<[Option<(SessionId, Instant)>; 2]> = Mutex::new([None; 2]);

/// What one session has left of its part.
pub(super) struct Courtesy {
    session: SessionId,
    left: Duration,
    at: Instant,
}

impl Courtesy {
    pub fn of(session: SessionId) -> Self {
        Self {
            session,
            left: SAVED,
            at: Instant::now(),
        }
    }

    /// The session wrote so much. Returns how long it rests before it writes again.
    pub fn rest_after(&mut self, events: usize, bytes: usize, now: Instant) -> Duration {
        let earned = now.duration_since(self.at).mul_f64(PART);
        self.left = SAVED.min(self.left + earned);
        self.at = now;
        let cost = cost(events, bytes);
        let lacking = cost.saturating_sub(self.left);
        self.left = self.left.saturating_sub(cost);
        if others_write(self.session, now) {
            lacking.div_f64(PART).min(LONGEST)
        } else {
            Duration::ZERO
        }
    }
}

/// Notes that a session writes.
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

    /// One test, since all sessions of a process share what is remembered.
    #[test]
    fn a_flood_rests_while_others_write_and_only_then() {
        let [mut flood, mut typist] = [(); 2].map(|()| Courtesy::of(SessionId::generate()));
        let begun = Instant::now() + Duration::from_secs(60);
        let chunk = 256 * 1024;
        let mut rests = Vec::new();
        for step in 0..200 {
            let now = begun + Duration::from_millis(10 * step);
            if step >= 100 {
                // Five keys in a tenth of a second, each with its echo.
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
