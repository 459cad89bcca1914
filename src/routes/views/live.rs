//! What a scenario brings to a session, as practitioners see it.

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
    pub id: String,
    /// When it is asked, in words.
    pub when: String,
    pub asks: String,
    /// What a strong answer shows.
    pub strong: String,
}

/// A constraint, as practitioners see it.
#[derive(Debug, Serialize, TS)]
pub struct ConstraintView {
    pub id: String,
    /// One sentence, as candidates read it.
    pub says: String,
    pub enforcement: EnforcementKind,
    /// The check that tests it, if there is one.
    pub check: Option<String>,
    /// Only for read-only paths.
    pub paths: Vec<String>,
}

/// Something that happens during a session, as practitioners see it.
#[derive(Debug, Serialize, TS)]
pub struct InjectView {
    pub id: String,
    /// When it happens, in words.
    pub when: String,
    /// The sender's role.
    pub from: String,
    /// Markdown.
    pub message: String,
    /// Files that it adds to the workspace or replaces there.
    pub lays: Vec<String>,
    /// Paths that it removes.
    pub removes: Vec<String>,
}
