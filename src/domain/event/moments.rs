//! What happens to a candidate during a session, and what they write about it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::FileVersion;

/// Something that the scenario brings about: a stakeholder's message, perhaps with changed files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct InjectDelivered {
    /// Its id in the manifest.
    pub inject: String,
    /// The sender's role.
    pub from: String,
    /// Markdown, as the candidate reads it.
    pub message: String,
    /// Files that were laid into the workspace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub laid: Vec<LaidFile>,
    /// Paths that were removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// Changes that the workspace did not allow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<NotLaid>,
}

/// A file that was laid into the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaidFile {
    /// Below the workspace.
    pub path: String,
    pub after: FileVersion,
}

/// A path that could not be laid or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotLaid {
    /// Below the workspace.
    pub path: String,
    pub reason: String,
}

/// The candidate was asked a question to their judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuestionAsked {
    /// Its id in the manifest.
    pub question: String,
    /// The question as it was shown.
    pub asks: String,
}

/// An answer as it was then. A later event about the same question replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuestionAnswered {
    /// The question's id.
    pub question: String,
    /// How often it was changed before.
    pub revision: u32,
    pub text: String,
    /// Time ran out while the candidate was writing; what they had written is handed in.
    #[serde(default, skip_serializing_if = "is_false")]
    #[ts(as = "Option<bool>", optional)]
    pub unfinished: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde hands it over")]
fn is_false(it: &bool) -> bool {
    !*it
}

/// The candidate replied. Nobody answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageSent {
    /// The id of the inject whose message it answers.
    pub inject: String,
    pub text: String,
}
