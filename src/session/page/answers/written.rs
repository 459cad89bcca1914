//! What the candidate and others wrote.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::draft::Draft;
use crate::domain::event::HypothesisStatus;
use crate::domain::time::Timestamp;

/// A note of the journal.
#[derive(Debug, Serialize, TS)]
pub struct NoteView {
    /// Its number, from 1.
    pub note: u32,
    /// Its kind.
    pub kind: NoteKind,
    /// Its text.
    pub text: String,
    /// Of a hypothesis: where it stands.
    pub status: Option<HypothesisStatus>,
    /// How often it was changed.
    pub revision: u32,
    /// When it was last changed, microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event of that: of two views, the one with the higher number is newer.
    #[ts(type = "number")]
    pub seq: u64,
}

/// Kinds of notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// A supposed cause.
    Hypothesis,
    /// What speaks for or against something.
    Evidence,
    /// A decision.
    Decision,
    /// A change and why.
    Fix,
    /// Anything else.
    Free,
}

/// A message of a stakeholder.
#[derive(Debug, Serialize, TS)]
pub struct MessageView {
    /// Names it in `POST /api/candidate/messages/{inject}/replies`.
    pub inject: String,
    /// Who it is from, a role.
    pub from: String,
    /// Markdown.
    pub message: String,
    /// When it came, microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event of that.
    #[ts(type = "number")]
    pub seq: u64,
    /// Files that came with it.
    pub laid: Vec<String>,
    /// Paths that went with it.
    pub removed: Vec<String>,
    /// Paths that could not be laid or taken away.
    pub failed: Vec<String>,
    /// What was written back, oldest first; of a view that is not whole, what is new of it. Nobody
    /// answers it.
    pub replies: Vec<ReplyView>,
}

/// Something the candidate wrote.
#[derive(Debug, Serialize, TS)]
pub struct ReplyView {
    /// The text.
    pub text: String,
    /// When, microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event of that.
    #[ts(type = "number")]
    pub seq: u64,
}

/// A question to the candidate's judgement.
#[derive(Debug, Serialize, TS)]
pub struct QuestionView {
    /// Names it in `PUT /api/candidate/questions/{question}`.
    pub question: String,
    /// The question.
    pub asks: String,
    /// Whether it is asked when handing in.
    pub final_note: bool,
    /// When it was asked, microseconds since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// The event of that.
    #[ts(type = "number")]
    pub seq: u64,
    /// The answer as it was recorded last.
    pub answer: Option<ReplyView>,
    /// Whether time ran out while that was written.
    pub unfinished: bool,
}

/// A text that is typed and not handed in: `GET /api/candidate/drafts/{draft}`.
#[derive(Debug, Serialize, TS)]
pub struct DraftView {
    /// `final-note`, or `answer:` and the question's id.
    pub draft: String,
    /// How often it was saved; 0 if it never was.
    #[ts(type = "number")]
    pub revision: u64,
    /// When it was saved last, by the server's clock.
    pub saved_at: Timestamp,
    /// The text; none where only its revision is told.
    pub text: Option<String>,
}

impl DraftView {
    /// With its text, or without for a page that has it.
    pub fn of(draft: Draft, whole: bool) -> Self {
        Self {
            draft: draft.name,
            revision: draft.revision,
            saved_at: draft.saved_at,
            text: whole.then_some(draft.text),
        }
    }

    /// A draft that was never saved is empty.
    pub fn unsaved(draft: String) -> Self {
        Self {
            draft,
            revision: 0,
            saved_at: Timestamp::now(),
            text: Some(String::new()),
        }
    }
}
