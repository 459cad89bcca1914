//! Commands of a shell, by the marks in its output.

use serde::{Deserialize, Serialize};

use crate::commands::Mark;

/// A command that has begun and not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Running {
    pub command: u32,
    /// Whether its start is in the trace: only then is its end.
    pub recorded: bool,
    pub from: u64,
    pub since: i64,
}

/// Marks of commands in output, each with whether it is recorded if it begins one.
#[derive(Default)]
pub(super) struct Marks {
    pub read: Vec<(Mark, bool)>,
    /// Commands that begin and are not recorded.
    pub left_out: u64,
}
