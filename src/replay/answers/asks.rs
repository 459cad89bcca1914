//! Questions that were put to the pipeline, as far as its spans tell.

use serde::Serialize;
use ts_rs::TS;

use super::overview::BuildingView;
use crate::domain::event::{SpanDetails, Word};

/// `GET /api/sessions/{session}/asks?skip=`: questions that were put to the pipeline, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AsksView {
    /// How far the index is, while it does not have every event yet.
    pub building: Option<BuildingView>,
    /// The first 1,000 after those that are skipped.
    pub asks: Vec<AskRow>,
    /// Whether there are more.
    pub more: bool,
}

/// A question that was put to the pipeline, as far as its spans tell.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskRow {
    /// The event of its outermost span that came; names it in `/asks/{seq}`.
    #[ts(type = "number")]
    pub seq: u64,
    /// When that span came.
    #[ts(type = "number")]
    pub time: i64,
    /// The spans' trace id.
    pub trace: String,
    /// The outermost span's name.
    pub name: String,
    /// Microseconds it took, as the pipeline says.
    #[ts(type = "number")]
    pub duration: i64,
    /// Spans that came of it.
    pub spans: u32,
    /// Whether a span says that it failed.
    pub failed: bool,
    /// Whose word this is.
    pub word: Word,
}

/// `GET /api/sessions/{session}/asks/{seq}`: what is known of one question.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskView {
    /// As in the list.
    pub row: AskRow,
    /// Every span of it, in the order of their starts.
    pub spans: Vec<AskSpanView>,
    /// The pipeline's stages in their order: what is known of each, or that nothing is.
    pub stages: Vec<AskStageView>,
    /// Model calls that went through the gateway while it ran. They carry no trace id: they are
    /// told by time, so calls of another question at the same time are among them.
    pub calls: Vec<AskCallView>,
}

/// A span of a question.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskSpanView {
    /// The event.
    #[ts(type = "number")]
    pub seq: u64,
    /// Its id.
    pub span: String,
    /// Its parent's id; empty at the root.
    pub parent: String,
    /// Its name.
    pub name: String,
    /// Microseconds after the outermost span's start.
    #[ts(type = "number")]
    pub start: i64,
    /// Microseconds it took.
    #[ts(type = "number")]
    pub duration: i64,
    /// As the pipeline sent them.
    #[ts(type = "Record<string, unknown>")]
    pub attributes: serde_json::Value,
    /// More spans came than are recorded whole: only ids, ranks and verdicts are kept of it.
    pub cut: bool,
    /// Kind, status, events and links, as the pipeline sent them.
    pub details: SpanDetails,
}

/// A stage of the pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskStageView {
    /// Its name: lexical leg, dense leg, fused, reranked, packed, prompt, answer, validation.
    pub stage: String,
    /// Whether anything is known of it.
    pub known: bool,
    /// What is known in a line, or why nothing is.
    pub says: String,
    /// The event that tells.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
    /// Results in their order, if the pipeline sent them.
    pub results: Vec<AskResultView>,
}

/// A result of a stage, as the pipeline sent it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskResultView {
    /// What it is: a document, a chunk.
    pub id: String,
    /// What it is ordered by.
    pub score: Option<f64>,
}

/// A model call of a question.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskCallView {
    /// The event, which has the whole request and response.
    #[ts(type = "number")]
    pub seq: u64,
    /// The event's kind.
    pub kind: String,
    /// The model that was asked.
    pub model: String,
    /// What it was asked, message by message, as sent; of a large request, its beginning.
    pub messages: Vec<AskMessageView>,
    /// What it answered, as received.
    pub answer: Option<String>,
    /// Whose word this is: the call went through the gateway.
    pub word: Word,
}

/// A message of a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AskMessageView {
    /// Its role.
    pub role: String,
    /// Its text.
    pub text: String,
}
