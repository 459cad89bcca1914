//! Which version answered: a line for each answer in `answers.jsonl`, and what they add up to.

mod summary;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use summary::{Summary, VersionSummary};

use crate::assistant::{Answer, PromptUsed};
use crate::journal;
use crate::text::sha256;

/// An answer that was given. The question is there by its digest only: the log is kept longer than
/// what customers ask may be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// Seconds since 1970.
    pub at: u64,
    /// SHA-256 of the question.
    pub question_sha256: String,
    /// Who asked.
    pub customer: Option<String>,
    /// The prompt.
    pub prompt: PromptUsed,
    /// The model.
    pub model: String,
    /// Whether it was remembered.
    pub cached: bool,
    /// Tokens read when it was made.
    pub prompt_tokens: u64,
    /// Tokens written when it was made.
    pub completion_tokens: u64,
    /// Whether it says that the documents do not say.
    pub abstained: bool,
    /// The documents it cites, each once.
    pub cited: Vec<String>,
}

impl Entry {
    /// The line about an answer that is given now.
    pub fn new(answer: &Answer, customer: Option<&str>) -> Self {
        let mut cited: Vec<String> = answer.citations.iter().map(|at| at.doc.clone()).collect();
        cited.sort();
        cited.dedup();
        Self {
            at: journal::now(),
            question_sha256: sha256(answer.question.as_bytes()),
            customer: customer.map(str::to_owned),
            prompt: answer.prompt.clone(),
            model: answer.model.clone(),
            cached: answer.cached,
            prompt_tokens: answer.usage.prompt_tokens,
            completion_tokens: answer.usage.completion_tokens,
            abstained: answer.abstained,
            cited,
        }
    }
}

/// The log beneath a state folder.
#[derive(Debug)]
pub struct AnswerLog {
    path: PathBuf,
}

impl AnswerLog {
    /// The log of a state folder.
    pub fn new(state: &Path) -> Self {
        Self { path: state.join("answers.jsonl") }
    }

    /// Appends a line.
    pub fn append(&self, entry: &Entry) -> std::io::Result<()> {
        journal::append(&self.path, entry)
    }

    /// Adds up what was answered at `since` or later. No log is no answers.
    pub fn summary(&self, since: u64) -> std::io::Result<Summary> {
        match std::fs::read_to_string(&self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Summary::of("", since))
            }
            text => Ok(Summary::of(&text?, since)),
        }
    }
}
