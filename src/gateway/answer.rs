//! The answer to a request: one piece, or a stream of them.

use axum::body::Bytes;
use axum::http::StatusCode;
use futures_util::stream::BoxStream;

use super::calls::ErrorClass;
use super::error::ApiError;
use super::retry::Retry;

pub(super) enum Answer {
    Whole(Whole),
    Stream(Events),
}

pub(super) struct Whole {
    pub status: StatusCode,
    pub retry: Retry,
    pub body: Bytes,
    /// Set when the provider's own error is passed on.
    pub error: Option<ErrorClass>,
}

impl Whole {
    pub fn ok(body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            retry: Retry::default(),
            body: body.into(),
            error: None,
        }
    }
}

/// An error ends the stream.
pub(super) type Events = BoxStream<'static, Result<Event, ApiError>>;

pub(super) struct Event {
    /// A chunk in OpenAI's form.
    pub json: String,
    /// False for what goes only into the record.
    pub forward: bool,
}
