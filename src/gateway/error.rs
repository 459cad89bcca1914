//! Errors as a provider words them: OpenAI's envelope, a stable code, a sentence that helps.

use axum::body::Bytes;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use super::calls::ErrorClass;

/// An error on its way to the client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// HTTP status.
    pub status: StatusCode,
    /// `type` of the envelope.
    pub kind: &'static str,
    /// `code` of the envelope; clients may rely on it.
    pub code: &'static str,
    /// What happened and, where it helps, what to do.
    pub message: String,
    /// The request field at fault.
    pub param: Option<String>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u64>,
    /// How it is recorded.
    pub class: ErrorClass,
}

impl ApiError {
    fn new(
        status: StatusCode,
        kind: &'static str,
        code: &'static str,
        class: ErrorClass,
        message: impl Into<String>,
    ) -> Self {
        let message = message.into();
        Self {
            status,
            kind,
            code,
            message,
            param: None,
            retry_after: None,
            class,
        }
    }

    /// The request is malformed.
    pub fn invalid(param: &str, message: impl Into<String>) -> Self {
        let class = ErrorClass::InvalidRequest;
        Self::new(
            StatusCode::BAD_REQUEST,
            INVALID,
            "invalid_value",
            class,
            message,
        )
        .at(param)
    }

    /// The request is well-formed but asks for something the model does not do.
    pub fn unsupported(param: &str, message: impl Into<String>) -> Self {
        let class = ErrorClass::InvalidRequest;
        let code = "unsupported_parameter";
        Self::new(StatusCode::BAD_REQUEST, INVALID, code, class, message).at(param)
    }

    /// The prompt is longer than the model's window.
    pub fn context_length(window: u64, asked: u64) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            INVALID,
            "context_length_exceeded",
            ErrorClass::ContextLength,
            format!(
                "This model's maximum context length is {window} tokens. However, your messages \
                 resulted in {asked} tokens. Please reduce the length of the messages."
            ),
        )
        .at("messages")
    }

    /// No such model.
    pub fn unknown_model(model: &str) -> Self {
        let model: String = model.chars().take(100).collect();
        Self::new(
            StatusCode::NOT_FOUND,
            INVALID,
            "model_not_found",
            ErrorClass::UnknownModel,
            format!("The model `{model}` does not exist here; GET /v1/models lists those that do."),
        )
        .at("model")
    }

    /// No such route, or not with this method.
    pub fn unknown_route(status: StatusCode, route: &str) -> Self {
        let message = format!("`{route}` is not served by this gateway.");
        Self::new(
            status,
            INVALID,
            "unknown_url",
            ErrorClass::UnknownRoute,
            message,
        )
    }

    /// The body is not of a type that is read here.
    pub fn media_type(message: impl Into<String>) -> Self {
        let class = ErrorClass::InvalidRequest;
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::new(status, INVALID, "unsupported_media_type", class, message)
    }

    /// The body exceeds its limit.
    pub fn too_large(limit: usize) -> Self {
        let message = format!("The request body exceeds the limit of {limit} bytes.");
        let class = ErrorClass::TooLarge;
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            INVALID,
            "request_too_large",
            class,
            message,
        )
    }

    /// The body did not arrive.
    pub fn slow_request() -> Self {
        let message = "The request body did not arrive in time.";
        let class = ErrorClass::SlowRequest;
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            INVALID,
            "request_timeout",
            class,
            message,
        )
    }

    /// Too many requests under way at once.
    pub fn too_many_requests(limit: usize) -> Self {
        let message = format!(
            "Rate limit reached: at most {limit} requests may be under way at once. Please try \
             again in 1s."
        );
        let class = ErrorClass::TooManyRequests;
        let status = StatusCode::TOO_MANY_REQUESTS;
        let error = Self::new(status, "requests", "rate_limit_exceeded", class, message);
        Self {
            retry_after: Some(1),
            ..error
        }
    }

    /// The session's budget is spent.
    pub fn budget_spent(what: &str) -> Self {
        let message = format!(
            "You exceeded your current quota: {what}. Please check your plan and billing details."
        );
        let class = ErrorClass::BudgetSpent;
        let status = StatusCode::TOO_MANY_REQUESTS;
        Self::new(
            status,
            "insufficient_quota",
            "insufficient_quota",
            class,
            message,
        )
    }

    /// The provider could not be reached or broke off.
    pub fn upstream(class: ErrorClass, message: impl Into<String>) -> Self {
        let (status, code) = match class {
            ErrorClass::UpstreamTimeout => (StatusCode::GATEWAY_TIMEOUT, "upstream_timeout"),
            ErrorClass::UpstreamTruncated => (StatusCode::BAD_GATEWAY, "upstream_truncated"),
            ErrorClass::UpstreamStatus => (StatusCode::BAD_GATEWAY, "upstream_error"),
            _ => (StatusCode::BAD_GATEWAY, "upstream_unreachable"),
        };
        Self::new(status, "server_error", code, class, message)
    }

    /// The trace did not take the call, so its answer is withheld.
    pub fn not_recorded() -> Self {
        let message =
            "The call could not be recorded, so its answer is withheld. Please try again.";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::new(
            status,
            "server_error",
            "recording_failed",
            ErrorClass::Internal,
            message,
        )
    }

    /// The gateway failed.
    pub fn internal(message: impl Into<String>) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(
            status,
            "server_error",
            "internal_error",
            ErrorClass::Internal,
            message,
        )
    }

    /// Names the request field at fault.
    #[must_use]
    pub fn at(mut self, param: &str) -> Self {
        self.param = Some(param.to_owned());
        self
    }

    /// The envelope.
    pub fn body(&self) -> Bytes {
        let envelope = json!({"error": {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }});
        Bytes::from(envelope.to_string())
    }

    /// The whole response.
    pub fn response(&self) -> Response<axum::body::Body> {
        json_response(self.status, self.retry_after, self.body())
    }
}

const INVALID: &str = "invalid_request_error";

/// A JSON response with an optional `retry-after`.
pub(super) fn json_response(
    status: StatusCode,
    retry_after: Option<u64>,
    body: Bytes,
) -> Response<axum::body::Body> {
    let mut response = Response::new(axum::body::Body::from(body));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    if let Some(seconds) = retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
