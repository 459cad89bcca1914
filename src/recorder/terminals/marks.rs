//! A shell's commands, as its marks describe them.

use serde::{Deserialize, Serialize};

use crate::commands::Mark;

/// A command that has begun and not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Running {
    pub command: u32,
    /// Whether its start is in the trace. Its end is recorded only then.
    pub recorded: bool,
    pub from: u64,
    pub since: i64,
}

/// Marks in a piece of output. Each that begins a command has a flag: whether the command is
/// recorded.
#[derive(Default)]
pub(super) struct Marks {
    pub read: Vec<(Mark, bool)>,
    /// The number of commands that begin and are not recorded.
    pub left_out: u64,
}
