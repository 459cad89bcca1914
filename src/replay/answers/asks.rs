//! Questions that were put to the pipeline, as far as its spans show them.

use serde::Serialize;
use ts_rs::TS;

use super::overview::BuildingView;
use crate::domain::event::{SpanDetails, Word};

/// `GET /api/sessions/{session}/asks?skip=`: questions that were put to the pipeline, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AsksView {
    /// `None` once the index has every event.
    pub building: Option<BuildingView>,
    /// The first 1,000 after those that are skipped.
    pub asks: Vec<AskRow>,
    pub more: bool,
}

/// A question that was put to the pipeline, as far as its spans show it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskRow {
    /// The event of the outermost span that arrived. It names the question in `/asks/{seq}`.
    #[ts(type = "number")]
    pub seq: u64,
    /// When that span arrived.
    #[ts(type = "number")]
    pub time: i64,
    pub trace: String,
    /// The outermost span's name.
    pub name: String,
    /// In microseconds, as the pipeline says.
    #[ts(type = "number")]
    pub duration: i64,
    /// How many of its spans are known: 500 at most.
    pub spans: u32,
    /// Whether a span says that it failed.
    pub failed: bool,
    pub word: Word,
}

/// `GET /api/sessions/{session}/asks/{seq}`: what is known of one question.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskView {
    pub row: AskRow,
    /// In the order of their starts.
    pub spans: Vec<AskSpanView>,
    /// All stages in the pipeline's order, also those about which nothing is known.
    pub stages: Vec<AskStageView>,
    /// Model calls that went through the gateway while the question ran. They carry no trace id and
    /// are matched by time, so calls for another question at the same time are included.
    pub calls: Vec<AskCallView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskSpanView {
    #[ts(type = "number")]
    pub seq: u64,
    pub span: String,
    /// Empty at the root.
    pub parent: String,
    pub name: String,
    /// Microseconds after the outermost span's start.
    #[ts(type = "number")]
    pub start: i64,
    /// In microseconds.
    #[ts(type = "number")]
    pub duration: i64,
    /// As the pipeline sent them.
    #[ts(type = "Record<string, unknown>")]
    pub attributes: serde_json::Value,
    /// There were more spans than are recorded whole. Of this one, only ids, ranks and verdicts are
    /// kept.
    pub cut: bool,
    /// Kind, status, events and links, as the pipeline sent them.
    pub details: SpanDetails,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskStageView {
    /// Lexical leg, dense leg, fused, reranked, packed, prompt, answer or validation.
    pub stage: String,
    /// Whether anything is known about it.
    pub known: bool,
    /// One line: what is known, or why nothing is.
    pub says: String,
    /// The event that shows it.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
    /// Results in their order, if the pipeline sent them.
    pub results: Vec<AskResultView>,
}

/// A result of a stage, as the pipeline sent it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskResultView {
    /// Of a document or a chunk.
    pub id: String,
    /// What it is ordered by.
    pub score: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskCallView {
    /// The event, which has the whole request and response.
    #[ts(type = "number")]
    pub seq: u64,
    /// The event's kind.
    pub kind: String,
    /// As the request named it.
    pub model: String,
    /// As sent: at most 40, each at most 20,000 characters.
    pub messages: Vec<AskMessageView>,
    /// As received.
    pub answer: Option<String>,
    pub word: Word,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AskMessageView {
    pub role: String,
    pub text: String,
}
