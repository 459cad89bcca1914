//! Questions with known answers, one JSON object a line.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::corpus::Corpus;
use crate::index::Record;

/// A question with its answer and where the answer is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// Who asks.
    pub customer: Option<String>,
    /// The answer in our words.
    #[serde(default)]
    pub answer: Option<String>,
    /// Wordings of which one must be in a right answer.
    #[serde(default)]
    pub accept: Vec<String>,
    /// Whether the documents hold the answer.
    #[serde(default = "yes")]
    pub answerable: bool,
    /// The kind of document that holds it.
    #[serde(default)]
    pub kind: String,
    /// Where it is written.
    #[serde(default)]
    pub spans: Vec<Gold>,
}

/// A passage that holds an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gold {
    /// The document.
    pub doc: String,
    /// The passage, exactly as it is written there.
    pub quote: String,
}

/// A passage by its place: where an answer is written, or what a hit shows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Span {
    /// The document.
    pub doc: String,
    /// First byte in the body.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl From<&Record> for Span {
    fn from(record: &Record) -> Self {
        Self { doc: record.doc.clone(), start: record.start, end: record.end }
    }
}

fn yes() -> bool {
    true
}

/// Reads a file of questions. One line that cannot be read is an error, not a question less.
pub fn read_questions(path: &Path) -> Result<Vec<Question>> {
    let questions: Vec<Question> = read_lines(path)?;
    ensure!(!questions.is_empty(), "{} holds no questions", path.display());
    Ok(questions)
}

/// Reads a file with one JSON object a line; an error names the line.
pub fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line)
                .with_context(|| format!("{} line {}", path.display(), at + 1))
        })
        .collect()
}

impl Question {
    /// Where the answer is written. A quote that is not in the corpus is an error: the gold is
    /// stale, and scoring against it would blame the retrieval.
    pub fn locate(&self, corpus: &Corpus) -> Result<Vec<Span>> {
        ensure!(
            self.answerable != self.spans.is_empty(),
            "an answerable question has spans, an unanswerable one has none"
        );
        let bodies: HashMap<&str, &str> =
            corpus.documents.iter().map(|d| (d.meta.id.as_str(), d.body.as_str())).collect();
        self.spans
            .iter()
            .map(|gold| {
                let body = bodies
                    .get(gold.doc.as_str())
                    .with_context(|| format!("`{}` is not in the corpus", gold.doc))?;
                let start = body
                    .find(&gold.quote)
                    .with_context(|| format!("the quote is not in `{}`", gold.doc))?;
                Ok(Span { doc: gold.doc.clone(), start, end: start + gold.quote.len() })
            })
            .collect()
    }
}
