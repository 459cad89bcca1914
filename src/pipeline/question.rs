//! A question with its answer and the answer's place in the documents. Both stay on the host.

use serde::{Deserialize, Serialize};

/// One line of a file of questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: String,
    #[serde(rename = "question")]
    pub text: String,
    /// Who asks. `None`: somebody who belongs to no customer.
    #[serde(default)]
    pub customer: Option<String>,
    /// The answer, for people.
    #[serde(default)]
    pub answer: Option<String>,
    /// An answer that contains any of these is correct.
    #[serde(default)]
    pub accept: Vec<String>,
    /// Whether the documents contain the answer.
    pub answerable: bool,
    /// The kind of document that contains the answer.
    #[serde(default)]
    pub kind: Option<String>,
    /// Where the answer is.
    #[serde(default)]
    pub spans: Vec<Span>,
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The document's id.
    pub doc: String,
    /// Words of its body.
    pub quote: String,
}
