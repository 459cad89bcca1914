//! What a scenario has in store for a session, as candidates and practitioners see it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that production imposes, as a candidate reads it. Which check tells is not said.
#[derive(Debug, Serialize, TS)]
pub struct BindingView {
    /// One sentence, Markdown.
    pub says: String,
    /// How it is seen to.
    pub enforcement: EnforcementKind,
    /// Of read-only paths: which.
    pub paths: Vec<String>,
}

/// How a constraint is seen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EnforcementKind {
    /// A check tells, after handing in.
    Check,
    /// Whoever scores judges it.
    Practitioner,
    /// The sandbox does not allow it.
    ReadOnly,
    /// The gateway refuses calls once the money is spent.
    Budget,
}

/// Money for models, in millionths of a euro.
#[derive(Debug, Serialize, TS)]
pub struct SpendingView {
    /// What was spent.
    #[ts(type = "number")]
    pub spent: u64,
    /// What may be spent, if that has a limit.
    #[ts(type = "number | null")]
    pub limit: Option<u64>,
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

/// Why there is no sandbox.
#[derive(Debug, Serialize, TS)]
pub struct FailingView {
    /// How often it was tried in a row.
    pub tries: u32,
    /// What a candidate is told of it: the same words whatever the cause is.
    pub reason: String,
}

/// `POST /api/candidate/messages/{inject}/replies`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TextRequest {
    /// At most 10,000 characters.
    pub text: String,
}

/// A question, as practitioners see it.
#[derive(Debug, Serialize, TS)]
pub struct QuestionSpecView {
    /// Its id.
    pub id: String,
    /// When it is asked, in words.
    pub when: String,
    /// The question.
    pub asks: String,
    /// What a strong answer shows.
    pub strong: String,
}

/// A constraint, as practitioners see it.
#[derive(Debug, Serialize, TS)]
pub struct ConstraintView {
    /// Its id.
    pub id: String,
    /// One sentence, as candidates read it.
    pub says: String,
    /// How it is seen to.
    pub enforcement: EnforcementKind,
    /// The check that tells, if one does.
    pub check: Option<String>,
    /// Of read-only paths: which.
    pub paths: Vec<String>,
}

/// Something that happens during a session, as practitioners see it.
#[derive(Debug, Serialize, TS)]
pub struct InjectView {
    /// Its id.
    pub id: String,
    /// When it happens, in words.
    pub when: String,
    /// Who the message is from, a role.
    pub from: String,
    /// Markdown.
    pub message: String,
    /// Paths that are laid over the workspace.
    pub lays: Vec<String>,
    /// Paths that go.
    pub removes: Vec<String>,
}
