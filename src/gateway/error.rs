//! Errors in a provider's form: OpenAI's envelope, a stable code, and a sentence that helps.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::json;

use super::calls::ErrorClass;
use super::minilm::ModelError;
use super::retry::Retry;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    pub status: StatusCode,
    /// `type` in the envelope.
    pub kind: &'static str,
    /// `code` in the envelope; clients may rely on it.
    pub code: &'static str,
    /// What happened and, where it helps, what to do.
    pub message: String,
    /// The request field at fault.
    pub param: Option<String>,
    /// When trying again makes sense.
    pub retry: Box<Retry>,
    /// How the error is recorded.
    pub class: ErrorClass,
    /// The provider's own body, which replaces the envelope.
    pub(super) said: Option<Box<Bytes>>,
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
            retry: Box::default(),
            class,
            said: None,
        }
    }

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

    /// The request is well-formed but asks for something that the model does not do.
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

    /// The route does not exist, or not with this method.
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

    /// The body has a type that the gateway does not read.
    pub fn media_type(message: impl Into<String>) -> Self {
        let class = ErrorClass::InvalidRequest;
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::new(status, INVALID, "unsupported_media_type", class, message)
    }

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

    /// The body did not arrive in time.
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

    /// Too many requests at once; a place should be free after `delay`.
    pub fn too_many_requests(limit: usize, delay: Duration) -> Self {
        let message = format!(
            "Rate limit reached: at most {limit} requests may be under way at once. Please try \
             again in {:.3}s.",
            delay.as_secs_f64()
        );
        let class = ErrorClass::TooManyRequests;
        let status = StatusCode::TOO_MANY_REQUESTS;
        let error = Self::new(status, "requests", "rate_limit_exceeded", class, message);
        Self {
            retry: Box::new(Retry::after(delay)),
            ..error
        }
    }

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

    /// The provider could not be reached, or its answer broke off.
    pub fn upstream(class: ErrorClass, message: impl Into<String>) -> Self {
        let (status, code) = match class {
            ErrorClass::UpstreamTimeout => (StatusCode::GATEWAY_TIMEOUT, "upstream_timeout"),
            ErrorClass::UpstreamTruncated => (StatusCode::BAD_GATEWAY, "upstream_truncated"),
            ErrorClass::UpstreamStatus | ErrorClass::UpstreamError => {
                (StatusCode::BAD_GATEWAY, "upstream_error")
            }
            _ => (StatusCode::BAD_GATEWAY, "upstream_unreachable"),
        };
        Self::new(status, "server_error", code, class, message)
    }

    /// The client disconnected before the answer was complete. Nobody is left to read this.
    pub fn client_gone() -> Self {
        let message = "The client went away before the answer was complete.";
        let status = StatusCode::from_u16(CLIENT_GONE).expect("three digits");
        Self::new(
            status,
            INVALID,
            "client_gone",
            ErrorClass::ClientGone,
            message,
        )
    }

    /// The call could not be recorded, so its answer is withheld.
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

    #[must_use]
    pub fn at(mut self, param: &str) -> Self {
        self.param = Some(param.to_owned());
        self
    }

    /// The envelope, or the provider's own body.
    pub fn body(&self) -> Bytes {
        if let Some(said) = &self.said {
            return Bytes::clone(said);
        }
        let envelope = json!({"error": {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }});
        Bytes::from(envelope.to_string())
    }
}

impl From<ModelError> for ApiError {
    fn from(error: ModelError) -> Self {
        tracing::error!(%error, "the embedding model failed");
        Self::internal("The embedding model failed.")
    }
}

const INVALID: &str = "invalid_request_error";
/// The status that proxies log for a client that disconnected.
const CLIENT_GONE: u16 = 499;
