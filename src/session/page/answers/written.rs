//! What the candidate and others wrote.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::draft::Draft;
use crate::domain::event::HypothesisStatus;
use crate::domain::time::Timestamp;

/// A note of the journal.
#[derive(Debug, Serialize, TS)]
pub struct NoteView {
    /// From 1.
    pub note: u32,
    pub kind: NoteKind,
    pub text: String,
    /// Only for a hypothesis.
    pub status: Option<HypothesisStatus>,
    /// How often it was changed.
    pub revision: u32,
    /// When it was last changed, in microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event of the last change: of two views, the one with the higher number is newer.
    #[ts(type = "number")]
    pub seq: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// A supposed cause.
    Hypothesis,
    /// What speaks for or against something.
    Evidence,
    Decision,
    /// A change and its reason.
    Fix,
    /// Anything else.
    Free,
}

/// A message from a stakeholder.
#[derive(Debug, Serialize, TS)]
pub struct MessageView {
    /// The id for `POST /api/candidate/messages/{inject}/replies`.
    pub inject: String,
    /// The sender, a role.
    pub from: String,
    /// Markdown.
    pub message: String,
    /// When it arrived, in microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event with which it arrived.
    #[ts(type = "number")]
    pub seq: u64,
    /// Paths that were added or replaced with it.
    pub laid: Vec<String>,
    /// Paths that were deleted with it.
    pub removed: Vec<String>,
    /// Paths that could not be written or deleted.
    pub failed: Vec<String>,
    /// Replies, oldest first; only new ones if the view is not complete. Nobody answers them.
    pub replies: Vec<ReplyView>,
}

/// Something that the candidate wrote.
#[derive(Debug, Serialize, TS)]
pub struct ReplyView {
    pub text: String,
    /// In microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event that recorded it.
    #[ts(type = "number")]
    pub seq: u64,
}

/// A question that asks for the candidate's judgement.
#[derive(Debug, Serialize, TS)]
pub struct QuestionView {
    /// The id for `PUT /api/candidate/questions/{question}`.
    pub question: String,
    pub asks: String,
    /// Whether it is asked at the hand-in.
    pub final_note: bool,
    /// When it was asked, in microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event that asked it.
    #[ts(type = "number")]
    pub seq: u64,
    /// The newest recorded answer.
    pub answer: Option<ReplyView>,
    /// Whether time ran out while the answer was being written.
    pub unfinished: bool,
}

/// A text that is typed and not handed in: `GET /api/candidate/drafts/{draft}`.
#[derive(Debug, Serialize, TS)]
pub struct DraftView {
    /// `final-note`, or `answer:` and the question's id.
    pub draft: String,
    /// How often it was saved; 0 if never.
    #[ts(type = "number")]
    pub revision: u64,
    /// When it was last saved, by the server's clock.
    pub saved_at: Timestamp,
    /// `None` where only the revision is given.
    pub text: Option<String>,
}

impl DraftView {
    /// `whole`: with the text, which a page that has it does not need.
    pub fn of(draft: Draft, whole: bool) -> Self {
        Self {
            draft: draft.name,
            revision: draft.revision,
            saved_at: draft.saved_at,
            text: whole.then_some(draft.text),
        }
    }

    /// The empty draft of a text that was never saved.
    pub fn unsaved(draft: String) -> Self {
        Self {
            draft,
            revision: 0,
            saved_at: Timestamp::now(),
            text: Some(String::new()),
        }
    }
}
