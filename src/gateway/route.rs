//! What a request is for, and what follows from that alone.

use axum::http::{HeaderMap, StatusCode};

use super::calls::CallKind;
use super::config::Limits;
use super::dialect::Dialect;
use super::exports::Signal;
use super::stub::Target;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Chat,
    Embeddings,
    Models,
    /// One model, by its name.
    Model,
    Export(Signal),
    /// A route that is not served; the status says why.
    Unknown(StatusCode),
}

impl Route {
    /// The form of the answer.
    pub fn dialect(self, headers: &HeaderMap) -> Dialect {
        match self {
            Self::Export(_) => Dialect::of_exporter(headers),
            _ => Dialect::OpenAi,
        }
    }

    /// What the request is recorded as, unless it is refused.
    pub fn kind(self) -> CallKind {
        match self {
            Self::Chat => CallKind::Chat,
            Self::Embeddings => CallKind::Embedding,
            Self::Models | Self::Model => CallKind::Models,
            Self::Export(_) => CallKind::Telemetry,
            Self::Unknown(_) => CallKind::Refused,
        }
    }

    /// In bytes.
    pub fn body_limit(self, limits: &Limits) -> usize {
        match self {
            Self::Chat => limits.chat_body,
            Self::Embeddings => limits.embeddings_body,
            Self::Export(_) => limits.traces_body,
            Self::Models | Self::Model | Self::Unknown(_) => 0,
        }
    }

    /// The provider behind the route, if a check can make it misbehave.
    pub fn stub_target(self) -> Option<Target> {
        match self {
            Self::Chat => Some(Target::Chat),
            Self::Embeddings => Some(Target::Embeddings),
            Self::Models | Self::Model | Self::Export(_) | Self::Unknown(_) => None,
        }
    }
}
