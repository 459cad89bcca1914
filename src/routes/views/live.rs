//! What a scenario has in store for a session, as practitioners see it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::session::page::EnforcementKind;

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
