//! What is run in a sandbox, and how it ended.

use std::collections::BTreeMap;
use std::time::Duration;

use super::runtime::SandboxError;

/// How a command ended.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Exit status; 124 or 137 if it ran out of time.
    pub status: i64,
    /// Standard output, cut at the limit that was asked for.
    pub stdout: Vec<u8>,
    /// Standard error, its end.
    pub stderr: Vec<u8>,
    /// Whether output was cut.
    pub truncated: bool,
}

/// A command for a sandbox.
#[derive(Clone, Debug)]
pub struct ExecSpec {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Variables on top of the sandbox's own.
    pub env: BTreeMap<String, String>,
    /// Killed after this long.
    pub timeout: Duration,
    /// The most bytes kept of standard output.
    pub stdout_limit: usize,
    /// The most bytes kept of standard error.
    pub stderr_limit: usize,
    /// Whose command it is.
    pub by: Runner,
}

/// Whose command it is, and what is done before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// The candidate's, in `/workspace`, with the image's environment and nothing of the
    /// candidate's own: no login shell, no start-up files. Every process of the candidate's is
    /// killed first.
    Alone,
    /// The same beside the processes that are there.
    Beside,
    /// An author's, in a judge sandbox.
    Judge,
}

/// The engine refused something about a command.
pub(super) fn refused(cause: bollard::errors::Error) -> SandboxError {
    SandboxError::Refused {
        action: "run a command",
        cause,
    }
}
