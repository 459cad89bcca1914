//! What a check found, before the check's name is added to it.

use serde_json::{Value, json};

use super::verification::SandboxFault;
use crate::domain::event::CheckOutcome;

#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub outcome: CheckOutcome,
    /// One sentence: what was seen and what was expected.
    pub summary: String,
    pub details: Value,
}

/// Why a check could not be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error(transparent)]
    Sandbox(#[from] SandboxFault),
    /// A program failed, was killed, or printed too much.
    #[error("{what} {how}")]
    Command {
        /// The program, in words for a person.
        what: String,
        /// Continues a sentence that begins with `what`.
        how: String,
        /// The end of what it wrote to standard error.
        stderr: String,
    },
    /// A program's output breaks its contract.
    #[error("{what} printed what its contract does not allow: {problem}")]
    Malformed { what: String, problem: String },
    /// What was seen does not allow a judgement.
    #[error("{0}")]
    Unjudged(String),
    /// The scenario's own files are wrong.
    #[error("the scenario is at fault: {0}")]
    Scenario(String),
}

/// For `map_err` after reading the scenario's files.
pub fn at_fault(error: impl std::fmt::Display) -> Trouble {
    Trouble::Scenario(error.to_string())
}

impl Verdict {
    pub fn decide(holds: bool, summary: impl Into<String>, details: Value) -> Self {
        let outcome = if holds {
            CheckOutcome::Pass
        } else {
            CheckOutcome::Fail
        };
        Self {
            outcome,
            summary: summary.into(),
            details,
        }
    }

    /// Neither pass nor fail: the check could not be judged.
    pub fn error(summary: impl Into<String>) -> Self {
        Self {
            outcome: CheckOutcome::Error,
            summary: summary.into(),
            details: Value::Null,
        }
    }
}

impl From<Trouble> for Verdict {
    fn from(trouble: Trouble) -> Self {
        let mut verdict = Self::error(trouble.to_string());
        if let Trouble::Command { stderr, .. } = &trouble {
            verdict.details = json!({ "stderr": stderr });
        }
        verdict
    }
}
