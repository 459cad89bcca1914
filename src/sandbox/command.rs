//! What to run in a sandbox, and how it ended.

use std::collections::BTreeMap;
use std::time::Duration;

use super::runtime::SandboxError;

#[derive(Clone, Debug)]
pub struct Finished {
    /// Exit status; 124 or 137 if it ran out of time.
    pub status: i64,
    /// Standard output, cut off at the requested limit.
    pub stdout: Vec<u8>,
    /// The end of standard error.
    pub stderr: Vec<u8>,
    /// Whether output was cut off.
    pub truncated: bool,
}

#[derive(Clone, Debug)]
pub struct ExecSpec {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Variables in addition to the sandbox's own.
    pub env: BTreeMap<String, String>,
    /// The command is killed after this time.
    pub timeout: Duration,
    /// The most bytes of standard output that are kept.
    pub stdout_limit: usize,
    /// The most bytes of standard error that are kept.
    pub stderr_limit: usize,
    pub by: Runner,
}

/// Whose command it is, and what is done before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// The candidate's, in `/workspace`, with the image's environment but nothing of the
    /// candidate's own: no login shell, no start-up files. All the candidate's processes are killed
    /// first.
    Alone,
    /// Like `Alone`, but the candidate's processes keep running.
    Beside,
    /// An author's, in a judge sandbox.
    Judge,
}

/// The error for a command that the engine refused.
pub(super) fn refused(cause: bollard::errors::Error) -> SandboxError {
    SandboxError::Refused {
        action: "run a command",
        cause,
    }
}
