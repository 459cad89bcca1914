//! A question with its answer and where it stands; both stay on the host.

use serde::{Deserialize, Serialize};

/// One line of a file of questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name.
    pub id: String,
    /// The text.
    #[serde(rename = "question")]
    pub text: String,
    /// Who asks; none is nobody in particular.
    #[serde(default)]
    pub customer: Option<String>,
    /// The answer, for people.
    #[serde(default)]
    pub answer: Option<String>,
    /// Any of these in the answer makes it right.
    #[serde(default)]
    pub accept: Vec<String>,
    /// Whether the documents hold the answer.
    pub answerable: bool,
    /// The kind of document that holds it.
    #[serde(default)]
    pub kind: Option<String>,
    /// Where it stands.
    #[serde(default)]
    pub spans: Vec<Span>,
}

/// Where an answer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The document.
    pub doc: String,
    /// Words of its body.
    pub quote: String,
}
