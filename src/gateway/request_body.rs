//! A request's body, read within its limits of length and time.

use std::error::Error;
use std::io::ErrorKind;

use axum::body::{Body, Bytes};

use super::config::{Limits, millis};
use super::error::ApiError;

/// Fails if the body exceeds `limit` bytes or does not arrive in time.
pub(super) async fn read(body: Body, limits: &Limits, limit: usize) -> Result<Bytes, ApiError> {
    let patience = millis(limits.body_timeout_ms);
    match tokio::time::timeout(patience, axum::body::to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_long(&error) => Err(ApiError::too_large(limit)),
        Ok(Err(error)) if is_malformed(&error) => {
            Err(ApiError::invalid("", "The request body is malformed."))
        }
        Ok(Err(_)) => Err(ApiError::client_gone()),
        Err(_) => Err(ApiError::slow_request()),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    error
        .source()
        .is_some_and(<dyn Error>::is::<http_body_util::LengthLimitError>)
}

/// Malformed means, for example, chunks without a valid length. A body that merely ends too soon
/// comes from a client that has disconnected.
fn is_malformed(error: &axum::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        let kind = error.downcast_ref().map(std::io::Error::kind);
        if matches!(kind, Some(ErrorKind::InvalidInput | ErrorKind::InvalidData)) {
            return true;
        }
        source = error.source();
    }
    false
}
