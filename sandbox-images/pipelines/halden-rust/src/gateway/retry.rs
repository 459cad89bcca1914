//! The one owner of retries: exponential backoff with full jitter, inside a budget.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::GatewayError;

/// `[retry]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryConfig {
    /// The most attempts for one request, the first included.
    pub attempts: u32,
    /// The most retries for all requests of one run. In an outage every request fails; without
    /// a common budget each would multiply the load and the bill.
    pub budget: u32,
    /// The mean of the first pause; each further one doubles.
    pub base_ms: u64,
    /// The longest pause, whatever the provider asks for.
    pub max_ms: u64,
    /// How long a single attempt may take.
    pub timeout_seconds: u64,
}

/// Runs requests until they succeed, fail for good, or the budget is spent.
#[derive(Debug)]
pub struct Retries {
    config: RetryConfig,
    left: AtomicU32,
}

impl Retries {
    /// A fresh budget.
    pub fn new(config: RetryConfig) -> Self {
        Self { left: AtomicU32::new(config.budget), config }
    }

    /// Runs a request.
    pub async fn run<T, F>(&self, mut attempt: impl FnMut() -> F) -> Result<T, GatewayError>
    where
        F: Future<Output = Result<T, GatewayError>>,
    {
        let mut made = 0;
        loop {
            let error = match attempt().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            made += 1;
            if !error.is_transient() || made >= self.config.attempts || !self.spend() {
                return Err(error);
            }
            let pause = self.pause(made, &error);
            tracing::warn!(attempt = made, pause_ms = pause.as_millis(), %error, "retrying");
            tokio::time::sleep(pause).await;
        }
    }

    fn spend(&self) -> bool {
        let take = |left: u32| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    fn pause(&self, made: u32, error: &GatewayError) -> Duration {
        let longest = Duration::from_millis(self.config.max_ms);
        let mean = self.config.base_ms.saturating_mul(1 << (made - 1).min(16));
        let jittered = Duration::from_millis(fastrand::u64(0..=mean.saturating_mul(2)));
        let asked = match error {
            GatewayError::Status { retry_after, .. } => retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        jittered.max(asked).min(longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn attempts_until_giving_up(retries: &Retries, status: u16) -> u32 {
        let made = AtomicU32::new(0);
        let outcome: Result<(), _> = retries
            .run(|| {
                made.fetch_add(1, Ordering::Relaxed);
                std::future::ready(Err(GatewayError::Status {
                    status,
                    body: String::new(),
                    retry_after: None,
                }))
            })
            .await;
        assert!(outcome.is_err());
        made.into_inner()
    }

    #[test]
    fn attempts_are_bounded_by_request_and_by_run() {
        let config =
            RetryConfig { attempts: 4, budget: 5, base_ms: 0, max_ms: 0, timeout_seconds: 1 };
        let retries = Retries::new(config);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            assert_eq!(attempts_until_giving_up(&retries, 400).await, 1);
            assert_eq!(attempts_until_giving_up(&retries, 503).await, 4);
            assert_eq!(attempts_until_giving_up(&retries, 429).await, 3);
            assert_eq!(attempts_until_giving_up(&retries, 429).await, 1);
        });
    }
}
