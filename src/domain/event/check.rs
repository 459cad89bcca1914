//! What checks found.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckResult {
    /// The check's id in the manifest.
    pub check: String,
    /// What it asserts, in the manifest's words.
    pub asserts: String,
    pub outcome: CheckOutcome,
    /// One sentence: what was seen and what was expected.
    pub summary: String,
    /// What it saw. The members depend on the kind of check.
    pub details: Value,
    /// In microseconds.
    #[ts(type = "number")]
    pub duration: i64,
}

/// A check that ends with an error neither passed nor failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum CheckOutcome {
    /// What it asserts holds.
    Pass,
    /// What it asserts does not hold.
    Fail,
    /// It could not be determined.
    Error,
}
