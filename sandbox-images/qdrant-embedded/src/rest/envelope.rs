//! The envelope of every answer: `result`, `status` and `time`.

use std::time::Instant;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{self, FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::LARGEST_REQUEST;
use crate::error::ApiError;

pub type Answer<T> = Result<Success<T>, Failure>;

/// A result in its envelope.
#[derive(Debug)]
pub struct Success<T> {
    result: T,
    started: Instant,
}

impl<T> Success<T> {
    /// The result of an operation that began at `started`.
    pub fn since(started: Instant, result: T) -> Self {
        Self { result, started }
    }
}

impl<T: Serialize> IntoResponse for Success<T> {
    fn into_response(self) -> Response {
        let time = self.started.elapsed().as_secs_f64();
        Json(json!({ "result": self.result, "status": "ok", "time": time })).into_response()
    }
}

/// An error in its envelope.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    message: String,
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self {
            status: error.http_status(),
            message: error.to_string(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = json!({ "status": { "error": self.message }, "time": 0.0 });
        (self.status, Json(body)).into_response()
    }
}
#[derive(Debug)]
pub struct Body(pub Value);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let Json(body) = Json::from_request(request, state).await?;
        Ok(Self(body))
    }
}

/// The parts of the path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let extract::Path(path) = extract::Path::from_request_parts(parts, state).await?;
        Ok(Self(path))
    }
}
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let extract::Query(params) = extract::Query::from_request_parts(parts, state).await?;
        Ok(Self(params))
    }
}

/// The parameters of reads. A single replica satisfies any consistency that does not require a
/// certain number of replicas.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadParams {
    /// In seconds.
    pub timeout: Option<u64>,
    consistency: Option<String>,
}

impl ReadParams {
    /// Returns the time limit; fails if one of the other parameters cannot be satisfied.
    pub fn checked(self) -> Result<Option<u64>, ApiError> {
        match self.consistency.as_deref() {
            Some("majority" | "quorum" | "all" | "1") | None => Ok(self.timeout),
            Some(other) => Err(ApiError::Unsupported(format!("consistency={other}"))),
        }
    }
}

/// The parameters of updates. Every ordering is satisfied, because the updates of a collection have
/// one order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteParams {
    /// Whether the answer says that the update is complete.
    pub wait: Option<bool>,
    /// In seconds.
    pub timeout: Option<u64>,
    #[expect(dead_code, reason = "read so that it is not refused")]
    ordering: Option<Ordering>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ordering {
    Weak,
    Medium,
    Strong,
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self {
                status: StatusCode::PAYLOAD_TOO_LARGE,
                message: format!("Payload error: a request is at most {LARGEST_REQUEST} bytes"),
            },
            _ => invalid(&rejection.body_text()),
        }
    }
}

impl From<PathRejection> for Failure {
    fn from(rejection: PathRejection) -> Self {
        invalid(&rejection.body_text())
    }
}

impl From<QueryRejection> for Failure {
    fn from(rejection: QueryRejection) -> Self {
        invalid(&rejection.body_text())
    }
}

fn invalid(message: &str) -> Failure {
    ApiError::Invalid(message.to_owned()).into()
}
