//! When to try again: what a provider says, and what the gateway says itself.

use std::sync::Mutex;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use rand::Rng;
use tokio::time::Instant;

/// In milliseconds; OpenAI's clients prefer it to `retry-after`.
const AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");
/// Characters of a provider's header that are passed on.
const LONGEST: usize = 64;

/// The headers that say when to try again; empty if nothing does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    after: Option<HeaderValue>,
    after_ms: Option<HeaderValue>,
}

impl Retry {
    pub fn after(delay: Duration) -> Self {
        let millis = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX).max(1);
        Self {
            after: Some(HeaderValue::from(millis.div_ceil(1_000))),
            after_ms: Some(HeaderValue::from(millis)),
        }
    }

    /// What a provider says, unchanged: seconds, a fraction, a date or milliseconds.
    pub(super) fn said(headers: &HeaderMap) -> Self {
        let said = |name: &HeaderName| {
            let value = headers.get(name)?;
            (value.len() <= LONGEST && value.to_str().is_ok()).then(|| value.clone())
        };
        Self {
            after: said(&header::RETRY_AFTER),
            after_ms: said(&AFTER_MS),
        }
    }

    pub(super) fn write(&self, headers: &mut HeaderMap) {
        for (name, value) in [
            (header::RETRY_AFTER, &self.after),
            (AFTER_MS, &self.after_ms),
        ] {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
    }
}

/// No client is told to wait longer than this.
const LATEST: Duration = Duration::from_secs(20);
/// The shortest time that an exchange is assumed to need: during a burst it takes longer than
/// before.
const LEAST: Duration = Duration::from_secs(1);
/// The longest time that an exchange is assumed to need.
const MOST: Duration = Duration::from_secs(10);
/// Places become free a little more slowly than on average.
const CAUTION: f64 = 1.25;

/// Tells refused requests when to come back: one after another, at the rate at which places become
/// free, so that a burst of parallel calls is not refused again and again.
#[derive(Debug)]
pub(super) struct Comebacks {
    places: f64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// When the next refused request may come back.
    next: Instant,
    /// Average duration of an exchange, in seconds.
    each: f64,
}

impl Comebacks {
    pub fn new(places: usize) -> Self {
        Self {
            places: f64::from(u32::try_from(places).unwrap_or(u32::MAX)).max(1.0),
            state: Mutex::new(State {
                next: Instant::now(),
                each: LEAST.as_secs_f64(),
            }),
        }
    }

    /// Notes how long an exchange held its place.
    pub fn served(&self, took: Duration) {
        let mut state = self.state.lock().expect("no panic happens under this lock");
        state.each += (took.as_secs_f64() - state.each) / 8.0;
    }

    /// How long a request that is refused now should wait.
    pub fn invite(&self, now: Instant) -> Duration {
        let mut state = self.state.lock().expect("no panic happens under this lock");
        let each = Duration::from_secs_f64(state.each).clamp(LEAST, MOST);
        let gap = each.mul_f64(CAUTION / self.places);
        if state.next.saturating_duration_since(now) > LATEST {
            state.next = now;
        }
        state.next = state.next.max(now + each) + gap;
        let jitter = gap.mul_f64(rand::rng().random_range(0.0..1.0));
        state.next.saturating_duration_since(now) + jitter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_provider_says_is_passed_on_word_for_word() {
        for (name, value) in [
            ("retry-after", "7"),
            ("retry-after", "1.5"),
            ("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"),
            ("retry-after-ms", "350"),
        ] {
            let mut said = HeaderMap::new();
            said.insert(name, HeaderValue::from_static(value));
            let mut passed_on = HeaderMap::new();
            Retry::said(&said).write(&mut passed_on);
            assert_eq!(passed_on, said);
        }
        let mut long = HeaderMap::new();
        long.insert(
            "retry-after",
            HeaderValue::from_str(&"9".repeat(99)).unwrap(),
        );
        assert_eq!(Retry::said(&long), Retry::default());
    }

    #[test]
    fn those_who_are_refused_together_come_back_one_after_another() {
        let comebacks = Comebacks::new(16);
        let now = Instant::now();
        let delays: Vec<Duration> = (0..44).map(|_| comebacks.invite(now)).collect();
        let within = |from: u64| {
            let second = Duration::from_millis(from)..Duration::from_millis(from + 1_000);
            delays.iter().filter(|it| second.contains(*it)).count()
        };
        assert!((0..6_000).step_by(100).all(|from| within(from) <= 16));
        assert!(delays.iter().max() < Some(&Duration::from_secs(5)));
        for _ in 0..100 {
            comebacks.served(Duration::from_secs(4));
        }
        let later = now + Duration::from_secs(60);
        assert!(
            comebacks.invite(later) > Duration::from_secs(3),
            "they take longer"
        );
        let flood = (0..100_000).map(|_| comebacks.invite(now)).max().unwrap();
        assert!(flood < LATEST + Duration::from_secs(1), "{flood:?}");
    }
}
