//! What happens to a candidate during a session, and what they write about it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::FileVersion;

/// Something the scenario brings about: a stakeholder's message, perhaps with changed files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct InjectDelivered {
    /// Its id in the manifest.
    pub inject: String,
    /// Who it is from, a role.
    pub from: String,
    /// What the candidate reads, Markdown.
    pub message: String,
    /// Files that were laid into the workspace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub laid: Vec<LaidFile>,
    /// Paths that were taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// What could not be done to the workspace as it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<NotLaid>,
}

/// A file that was laid into the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaidFile {
    /// Below the workspace.
    pub path: String,
    /// As it was laid.
    pub after: FileVersion,
}

/// A path that could not be laid or taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotLaid {
    /// Below the workspace.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// A question to the candidate's judgement was put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuestionAsked {
    /// Its id in the manifest.
    pub question: String,
    /// The question, as it was shown.
    pub asks: String,
}

/// An answer as it was at that time. A later event of the same question replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuestionAnswered {
    /// The question's id.
    pub question: String,
    /// How often it was changed before.
    pub revision: u32,
    /// The answer.
    pub text: String,
    /// Time ran out while it was written: it is handed in as far as it had come.
    #[serde(default, skip_serializing_if = "is_false")]
    #[ts(as = "Option<bool>", optional)]
    pub unfinished: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde hands it over")]
fn is_false(it: &bool) -> bool {
    !*it
}

/// The candidate wrote back. Nobody answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageSent {
    /// The inject whose message it answers.
    pub inject: String,
    /// What they wrote.
    pub text: String,
}
