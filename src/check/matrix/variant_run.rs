//! What one run of a variant found.

use serde::{Deserialize, Serialize};

use crate::domain::event::{CheckOutcome, CheckResult};

/// A variant that was run once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The variant, as it is written.
    pub variant: String,
    /// Which of the repeats, from 1.
    pub repeat: u32,
    /// A result for every check.
    pub results: Vec<CheckResult>,
    /// How long it took when it was run.
    pub seconds: f64,
    /// Whether it was remembered instead of run.
    #[serde(skip)]
    pub remembered: bool,
}

impl Run {
    /// Whether every check found out what it wanted to know.
    pub fn is_complete(&self) -> bool {
        let found = |result: &CheckResult| result.outcome != CheckOutcome::Error;
        !self.results.is_empty() && self.results.iter().all(found)
    }
}
