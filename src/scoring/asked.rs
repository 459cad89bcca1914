//! Questions that were put to the candidate, as a reviewer reads them.

use serde::Serialize;
use ts_rs::TS;

use crate::trace::projections::Asked;

/// A question and its last answer.
#[derive(Debug, Serialize, TS)]
pub struct AskedView {
    /// Its id in the manifest.
    pub question: String,
    /// As it was shown.
    pub asks: String,
    pub answer: Option<String>,
    /// Whether time ran out while it was written.
    pub unfinished: bool,
    /// The event that asked it.
    #[ts(type = "number")]
    pub asked_seq: u64,
    /// The event of the last answer.
    #[ts(type = "number | null")]
    pub answered_seq: Option<u64>,
}

impl From<Asked> for AskedView {
    fn from(asked: Asked) -> Self {
        let answer = asked.answer();
        Self {
            unfinished: asked.is_unfinished(),
            answer: answer.map(|it| it.said.text.clone()),
            asked_seq: asked.seq,
            answered_seq: answer.map(|it| it.seq),
            question: asked.question.question,
            asks: asked.question.asks,
        }
    }
}
