//! How often drafts may be saved: often enough for two pages that save while somebody types, and
//! too seldom to keep the database busy.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::ids::SessionId;

/// Saves in a row, after a rest.
const BURST: u32 = 40;
/// After each of these, one more.
const PACE: Duration = Duration::from_millis(500);

/// The saves that each session has left.
#[derive(Debug, Default)]
pub struct DraftRates(Mutex<HashMap<SessionId, Left>>);

#[derive(Debug)]
struct Left {
    saves: u32,
    /// The moment for which `saves` holds.
    at: Instant,
}

impl DraftRates {
    /// Whether one more may be saved now. If so, it counts.
    pub fn admits(&self, session: SessionId) -> bool {
        self.admits_at(session, Instant::now())
    }

    pub fn forget(&self, session: SessionId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&session);
    }

    fn admits_at(&self, session: SessionId, now: Instant) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.entry(session).or_insert(Left {
            saves: BURST,
            at: now,
        });
        let steps = now.duration_since(left.at).as_nanos() / PACE.as_nanos();
        let steps = u32::try_from(steps).unwrap_or(BURST).min(BURST);
        left.saves = (left.saves + steps).min(BURST);
        left.at = if left.saves == BURST {
            now
        } else {
            left.at + PACE * steps
        };
        let admitted = left.saves > 0;
        left.saves = left.saves.saturating_sub(1);
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_busy_pages_are_never_refused_and_a_flood_is() {
        let (rates, begin) = (DraftRates::default(), Instant::now());
        let session = SessionId::generate();
        // Each page saves 1.2 seconds after the last key at the earliest.
        for tick in 0..2_000u32 {
            let now = begin + Duration::from_millis(1_200) * tick;
            assert!(rates.admits_at(session, now) && rates.admits_at(session, now));
        }
        let (flooded, now) = (SessionId::generate(), begin + Duration::from_secs(9_000));
        let admitted = (0..10_000u32)
            .filter(|tick| rates.admits_at(flooded, now + Duration::from_millis(1) * *tick))
            .count();
        assert_eq!(admitted, 40 + 19, "ten seconds of a thousand a second");
        assert!(rates.admits_at(session, now), "another session is refused");
    }
}
