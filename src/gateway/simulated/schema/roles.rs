//! What a field is for, by its name, and what the reader can put there.

use serde_json::{Value, json};

use super::super::fields::Fields;

/// What a value stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// What the reader found.
    Answer,
    /// The numbers of the blocks that the answer comes from.
    Citations,
    /// One of these numbers.
    Citation(u32),
    /// Whether something is true.
    Flag(bool),
    Verdict,
    Score,
    Reason,
    /// The reader has nothing for it.
    Other,
}

impl Role {
    /// The role of a field by its name, given the role of what contains it.
    pub fn of(name: &str, within: Self, fields: &Fields) -> Self {
        let name = name.to_lowercase();
        match (within, name.as_str()) {
            (
                Self::Citation(number),
                "id" | "number" | "n" | "index" | "block" | "source" | "document" | "doc"
                | "document_id" | "doc_id" | "source_id" | "ref" | "reference" | "citation",
            ) => Self::Citation(number),
            (
                Self::Citation(_),
                "quote" | "text" | "passage" | "excerpt" | "content" | "snippet",
            )
            | (_, "answer" | "response" | "text" | "result" | "quote") => Self::Answer,
            (_, "citations" | "sources" | "references" | "cited" | "blocks") => Self::Citations,
            (_, "abstained" | "abstain" | "unanswerable" | "refused") => Self::Flag(!fields.holds),
            (
                _,
                "answerable" | "found" | "grounded" | "supported" | "pass" | "passed" | "correct"
                | "faithful",
            ) => Self::Flag(fields.holds),
            (_, "verdict" | "grade" | "label" | "outcome") => Self::Verdict,
            (_, "score" | "confidence" | "rating") => Self::Score,
            (_, "reason" | "reasoning" | "explanation" | "rationale" | "comment") => Self::Reason,
            _ => Self::Other,
        }
    }

    /// The type that suits the role best; none for what the reader does not know.
    pub fn natural_type(self) -> Option<&'static str> {
        match self {
            Self::Answer | Self::Verdict | Self::Reason => Some("string"),
            Self::Citations => Some("array"),
            Self::Citation(_) => Some("integer"),
            Self::Flag(_) => Some("boolean"),
            Self::Score => Some("number"),
            Self::Other => None,
        }
    }

    pub fn text(self, fields: &Fields) -> String {
        match self {
            Self::Answer => fields.text.to_owned(),
            Self::Reason => fields.reason.to_owned(),
            Self::Flag(holds) => verdict(holds).to_owned(),
            Self::Verdict => verdict(fields.holds).to_owned(),
            Self::Score => format!("{:.2}", fields.score),
            Self::Citation(number) => number.to_string(),
            Self::Citations => {
                let numbers = fields.citations.iter().map(u32::to_string);
                numbers.collect::<Vec<_>>().join(", ")
            }
            Self::Other => String::new(),
        }
    }

    pub fn flag(self, fields: &Fields) -> bool {
        match self {
            Self::Flag(holds) => holds,
            Self::Verdict | Self::Answer => fields.holds,
            Self::Score => fields.score >= 0.5,
            Self::Citations | Self::Citation(_) | Self::Reason | Self::Other => false,
        }
    }

    /// The value where nothing says which type it should have.
    pub fn plain(self, fields: &Fields, score: f64) -> Value {
        match self {
            Self::Answer | Self::Reason | Self::Verdict => json!(self.text(fields)),
            Self::Citations => json!(fields.citations),
            Self::Citation(number) => json!(number),
            Self::Flag(holds) => json!(holds),
            Self::Score => json!(score),
            Self::Other => Value::Null,
        }
    }
}

fn verdict(holds: bool) -> &'static str {
    if holds { "pass" } else { "fail" }
}
