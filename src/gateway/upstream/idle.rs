//! Waiting for the pieces of a provider's answer, and the errors when they do not come.

use std::time::Duration;

use tokio::time::Instant;

use super::super::calls::ErrorClass;
use super::super::error::ApiError;

/// How long to wait for the next piece of an answer.
#[derive(Clone, Copy)]
pub(super) struct Idle {
    pub limit: Duration,
    pub deadline: Instant,
}

impl Idle {
    /// `None` at the end of the answer.
    pub async fn next_chunk(
        self,
        response: &mut reqwest::Response,
    ) -> Result<Option<Vec<u8>>, ApiError> {
        let until = self.deadline.min(Instant::now() + self.limit);
        match tokio::time::timeout_at(until, response.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk.map(Vec::from)),
            Ok(Err(_)) => Err(truncated()),
            Err(_) if Instant::now() >= self.deadline => {
                Err(ApiError::upstream(ErrorClass::UpstreamTimeout, TOO_LONG))
            }
            Err(_) => Err(timed_out("continue its answer", self.limit)),
        }
    }
}

const TOO_LONG: &str = "The model provider took longer over its answer than is allowed.";

/// `what` names what the provider did not do in time.
pub(super) fn timed_out(what: &str, patience: Duration) -> ApiError {
    let message = format!(
        "The model provider did not {what} within {} ms.",
        patience.as_millis()
    );
    ApiError::upstream(ErrorClass::UpstreamTimeout, message)
}

pub(super) fn truncated() -> ApiError {
    let message = "The model provider's answer broke off before it was complete.";
    ApiError::upstream(ErrorClass::UpstreamTruncated, message)
}
