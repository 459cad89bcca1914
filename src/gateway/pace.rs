//! How fast one sandbox may fill its trace.
//!
//! Everything that comes in is recorded, refusals included, so a flood of requests would become a
//! flood of records. Beyond a burst, requests wait. They are not refused, because each refusal
//! would be another record.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

/// Bytes of a body that count as one request.
const BYTES_PER_UNIT: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct Pace {
    per_unit: Duration,
    burst: Duration,
    /// When everything admitted so far would be finished at the sustained rate. Never decreases.
    busy_until: Mutex<Instant>,
}

impl Pace {
    /// Allows a burst of two seconds' worth.
    pub fn new(requests_per_second: u32) -> Self {
        Self {
            per_unit: Duration::from_secs(1) / requests_per_second.max(1),
            burst: Duration::from_secs(2),
            busy_until: Mutex::new(Instant::now()),
        }
    }

    /// Waits for the request's turn.
    pub async fn request(&self) {
        tokio::time::sleep(self.delay(1, Instant::now())).await;
    }

    /// Waits for the turn of a request body of this size.
    pub async fn body(&self, bytes: usize) {
        let units = u32::try_from(bytes / BYTES_PER_UNIT).unwrap_or(u32::MAX);
        if units > 0 {
            tokio::time::sleep(self.delay(units, Instant::now())).await;
        }
    }

    fn delay(&self, units: u32, now: Instant) -> Duration {
        let mut busy_until = self
            .busy_until
            .lock()
            .expect("no panic happens under this lock");
        *busy_until = now.max(*busy_until) + self.per_unit * units;
        busy_until.duration_since(now).saturating_sub(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_a_flood_waits() {
        let pace = Pace::new(10);
        let now = Instant::now() + Duration::from_mins(1);
        let delays: Vec<u128> = (0..22).map(|_| pace.delay(1, now).as_millis()).collect();
        assert!(delays[..20].iter().all(|delay| *delay == 0), "{delays:?}");
        assert_eq!(delays[20..], [100, 200]);
        let later = now + Duration::from_secs(10);
        assert_eq!(pace.delay(1, later), Duration::ZERO, "time heals");
        assert_eq!(pace.delay(64, later).as_millis(), 4_500, "size counts");
    }
}
