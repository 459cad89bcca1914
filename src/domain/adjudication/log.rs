//! What was done about a session's score: a log that only grows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::correction::Change;
use crate::time::Timestamp;

/// What somebody does about a session's score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "step", rename_all = "lowercase", deny_unknown_fields)]
pub enum Step {
    /// Reviewers discussed where they differ.
    Discussed {
        /// Names of reviewers of this session, two or more.
        participants: Vec<String>,
        /// The result of the discussion.
        summary: String,
    },
    /// Somebody decided on a final score.
    Decided {
        /// From 0 to 100.
        score: u32,
        why: String,
    },
    /// The final score is no longer valid.
    Reopened { why: String },
    /// A reviewer corrects a slip in their own submitted review, which stays as it was.
    Corrected { change: Change, why: String },
}

/// An entry of a session's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LogEntry {
    /// Its place in the log, from 1.
    pub number: u32,
    /// The name of the person who did it.
    pub by: String,
    pub at: Timestamp,
    pub done: Step,
}
