//! Held-back questions: their answers and spans stay on the host.

use serde::Deserialize;

use crate::check::outcome::Trouble;
use crate::check::pipeline::Asked;
use crate::check::scene::at_fault;
use crate::scenario::Base;

/// A question of the domain.
#[derive(Clone, Debug, Deserialize)]
pub struct Question {
    /// Its name.
    pub id: String,
    /// The text.
    #[serde(rename = "question")]
    pub text: String,
    /// Who asks.
    pub customer: Option<String>,
    /// Any of these in the answer makes it right.
    pub accept: Vec<String>,
    /// Whether the corpus holds the answer.
    pub answerable: bool,
    /// Where it stands.
    pub spans: Vec<Span>,
}

/// Where an answer stands.
#[derive(Clone, Debug, Deserialize)]
pub struct Span {
    /// The document.
    pub doc: String,
    /// Words of its body.
    pub quote: String,
}

impl Question {
    /// What the candidate's program gets of it.
    pub fn asked(&self) -> Asked<'_> {
        Asked {
            id: &self.id,
            question: &self.text,
            customer: self.customer.as_deref(),
        }
    }
}

/// The held-back questions of a base.
pub fn read(base: &Base) -> Result<Vec<Question>, Trouble> {
    let text = base.held_back().map_err(at_fault)?;
    let question = |line: &str| serde_json::from_str(line).map_err(at_fault);
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(question)
        .collect()
}
