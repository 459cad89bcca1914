//! What checks found.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckResult {
    /// The check's id in the manifest.
    pub check: String,
    /// What it asserts, as the manifest says it.
    pub asserts: String,
    /// Its outcome.
    pub outcome: CheckOutcome,
    /// One sentence: what was seen against what was expected.
    pub summary: String,
    /// What it saw, by kind.
    pub details: Value,
    /// Microseconds it took.
    #[ts(type = "number")]
    pub duration: i64,
}

/// A check that errs neither passed nor failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum CheckOutcome {
    /// What it asserts holds.
    Pass,
    /// It does not hold.
    Fail,
    /// Could not be found out.
    Error,
}
