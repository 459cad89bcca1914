//! The results of one run of a variant.

use serde::{Deserialize, Serialize};

use crate::domain::event::{CheckOutcome, CheckResult};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// As it is printed, such as `shallow:clip`.
    pub variant: String,
    /// Which of the repeats, from 1.
    pub repeat: u32,
    /// One for every check.
    pub results: Vec<CheckResult>,
    /// How long the run took, even if it is remembered now.
    pub seconds: f64,
    /// It was read from the cache.
    #[serde(skip)]
    pub remembered: bool,
}

impl Run {
    /// Whether no check ended with an error.
    pub fn is_complete(&self) -> bool {
        let found = |result: &CheckResult| result.outcome != CheckOutcome::Error;
        !self.results.is_empty() && self.results.iter().all(found)
    }
}
