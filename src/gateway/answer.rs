//! What a request is answered with: one piece, or a stream of them.

use axum::body::Bytes;
use axum::http::StatusCode;
use futures_util::stream::BoxStream;

use super::calls::ErrorClass;
use super::error::ApiError;
use super::retry::Retry;

/// What a route answers with.
pub(super) enum Answer {
    Whole(Whole),
    Stream(Events),
}

/// An answer in one piece.
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

/// Pieces of a streamed answer; an error ends it.
pub(super) type Events = BoxStream<'static, Result<Event, ApiError>>;

/// One piece of a streamed answer.
pub(super) struct Event {
    /// A chunk in OpenAI's form.
    pub json: String,
    /// False for what only the record needs to know.
    pub forward: bool,
}
