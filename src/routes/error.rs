//! The one error of all routes: what the client is told and, only for the log, the cause.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::views::ErrorView;
use crate::domain::disk_trouble::DiskTrouble;

/// Why a request failed.
#[derive(Debug)]
pub struct RouteError {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// Never leaves the service.
    cause: Option<anyhow::Error>,
}

impl RouteError {
    /// An error with a stable code for programs and a message for people.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            cause: None,
        }
    }

    /// The same, with the cause for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// 400.
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 401.
    pub fn unauthorized(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, message)
    }

    /// 403.
    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// 404.
    pub fn not_found(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    /// 409.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// 422.
    pub fn unprocessable(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    /// 500: the client learns nothing about the cause.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        let message = "Something went wrong on the server. Try again. If it happens again, tell \
                       whoever runs this service: the reason is in its log.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message).because(cause)
    }

    /// 503 if the disk is to blame, which may pass; 500 otherwise.
    pub fn failed(disk: Option<DiskTrouble>, cause: impl Into<anyhow::Error>) -> Self {
        let (code, message) = match disk {
            Some(DiskTrouble::Full) => (
                "disk_full",
                "The server's disk is full: this was not stored. Try again later.",
            ),
            Some(DiskTrouble::Unreadable) => (
                "disk_error",
                "The server could not read or write its disk: this was not done. Try again later.",
            ),
            None => return Self::internal(cause),
        };
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message).because(cause)
    }
}

impl IntoResponse for RouteError {
    fn into_response(self) -> Response {
        if let Some(cause) = self.cause {
            tracing::error!(code = self.code, cause = %format!("{cause:#}"), "request failed");
        }
        let view = ErrorView {
            code: self.code.to_owned(),
            message: self.message,
        };
        (self.status, Json(view)).into_response()
    }
}
