//! A provider's answer in one piece, or its refusal.

use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::Value;

use super::super::answer::Whole;
use super::super::calls::ErrorClass;
use super::super::error::ApiError;
use super::super::retry::Retry;
use super::fault::{self, useless};
use super::idle::{Idle, truncated};

/// Bytes of an answer, at most.
const MAX_ANSWER: usize = 8 << 20;

/// Passes a successful answer on, byte for byte. A status of 200 without an answer is an error.
pub(super) async fn whole(response: reqwest::Response, idle: Idle) -> Result<Whole, ApiError> {
    let body = read(response, idle).await?;
    let answer: Value = serde_json::from_slice(&body).map_err(|error| {
        if error.is_eof() {
            truncated()
        } else {
            useless("The model provider answered with something that is not JSON.")
        }
    })?;
    if let Some(error) = fault::carried(&answer) {
        return Err(error);
    }
    let choices = answer.get("choices").and_then(Value::as_array);
    if choices.is_none_or(Vec::is_empty) {
        return Err(useless("The model provider's answer has no choices."));
    }
    Ok(Whole::ok(body))
}

/// Passes a provider's error on: its status, when to retry and, if it is JSON, its body.
pub(super) async fn failed(response: reqwest::Response, idle: Idle) -> Result<Whole, ApiError> {
    let status = response.status();
    let retry = Retry::said(response.headers());
    let concerns_pipeline = status.is_client_error() || status.is_server_error();
    if !concerns_pipeline || matches!(status.as_u16(), 401 | 403) {
        // The gateway's own key or address is wrong; the answer may quote either of them.
        let message = format!("The model provider did not accept the gateway ({status}).");
        return Err(ApiError::upstream(ErrorClass::UpstreamStatus, message));
    }
    let body = read(response, idle).await?;
    let body = if is_json(&body) {
        body
    } else {
        substitute(status)
    };
    Ok(Whole {
        status,
        retry,
        body,
        error: Some(ErrorClass::UpstreamStatus),
    })
}

fn substitute(status: StatusCode) -> Bytes {
    let message = format!("The model provider answered {status}.");
    ApiError::upstream(ErrorClass::UpstreamStatus, message).body()
}

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
}

async fn read(mut response: reqwest::Response, idle: Idle) -> Result<Bytes, ApiError> {
    let mut body = Vec::new();
    while let Some(chunk) = idle.next_chunk(&mut response).await? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(truncated());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Bytes::from(body))
}
