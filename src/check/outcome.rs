//! What a check found, before it is given the check's name.

use serde_json::{Value, json};

use super::verification::SandboxFault;
use crate::domain::event::CheckOutcome;

/// What a kind of check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The outcome.
    pub outcome: CheckOutcome,
    /// One sentence: what was seen against what was expected.
    pub summary: String,
    /// What it saw.
    pub details: Value,
}

/// Why a check could not find out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The sandbox failed.
    #[error(transparent)]
    Sandbox(#[from] SandboxFault),
    /// A program did not end well.
    #[error("{what} {how}")]
    Command {
        /// Which, as a person would say it.
        what: String,
        /// How it ended.
        how: String,
        /// The end of what it wrote to standard error.
        stderr: String,
    },
    /// A program's output is not what its contract says.
    #[error("{what} printed what its contract does not allow: {problem}")]
    Malformed {
        /// Which program.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
    /// What was found does not allow a judgement.
    #[error("{0}")]
    Unjudged(String),
    /// The scenario's own files are at fault.
    #[error("the scenario is at fault: {0}")]
    Scenario(String),
}

/// For `map_err` on what reading a scenario answers.
pub fn at_fault(error: impl std::fmt::Display) -> Trouble {
    Trouble::Scenario(error.to_string())
}

impl Verdict {
    /// A pass or a fail.
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

    /// Neither: it could not be found out.
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
