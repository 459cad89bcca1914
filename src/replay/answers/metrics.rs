//! Evaluations, and the series that they belong to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::event::Word;

/// The metrics of one evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MetricsView {
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    /// The index of its series in the overview. Only runs of one series are comparable.
    pub series: u32,
    /// Without the numbers that say how it was measured, or when.
    pub values: BTreeMap<String, f64>,
    pub word: Word,
    /// What speaks against it, in words.
    pub doubt: Option<String>,
}

/// Evaluations on one set of questions in one configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeriesView {
    /// The file of questions, or the beginning of its digest, with leg and prompt.
    pub name: String,
    /// The file of questions that a typed command named.
    pub set: Option<String>,
    /// The digest of the questions.
    pub questions: Option<String>,
    /// Leg, prompt, judge and models, as far as the runs say them.
    pub configuration: BTreeMap<String, String>,
    /// False for the one series of runs that do not say what they were measured on. Not even its own
    /// runs are comparable.
    pub known: bool,
    #[ts(type = "number")]
    pub runs: u64,
    /// The event of its first run.
    #[ts(type = "number")]
    pub first: u64,
    pub word: Word,
}
