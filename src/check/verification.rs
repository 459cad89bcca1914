//! What a check may do with a verification sandbox: the only way in which this stage reaches one.
//!
//! The sandbox was made fresh from the scenario's image, with the candidate's final workspace at
//! `/workspace`, empty stores below `/data`, and none of the candidate's processes.

use std::time::Duration;

use futures_util::future::BoxFuture;

/// The most bytes of standard output that are kept.
pub const STDOUT_LIMIT: usize = 8 << 20;
/// The most bytes of standard error that are kept.
pub const STDERR_LIMIT: usize = 64 << 10;

/// Something to run as the candidate's user, in `/workspace`, with the pipeline's environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program and its arguments; no shell.
    pub argv: Vec<String>,
    /// How long it may take; then it and all its children are killed.
    pub limit: Duration,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Why it ended.
    pub exit: Exit,
    /// At most [`STDOUT_LIMIT`] bytes.
    pub stdout: Vec<u8>,
    /// At most [`STDERR_LIMIT`] bytes, the last ones.
    pub stderr: Vec<u8>,
    /// Whether either was longer.
    pub truncated: bool,
}

/// Why a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// By itself, with this status; 128 + signal if something else killed it.
    Status(i32),
    /// It was killed because its time was up.
    TimedOut,
}

/// The sandbox, not the candidate's program, failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the verification sandbox failed: {0}")]
pub struct SandboxFault(pub String);

/// A model call as the gateway saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedCall {
    /// What was asked for.
    pub kind: CallKind,
    /// The HTTP status that was answered.
    pub status: u16,
    /// The whole request body.
    pub request: Vec<u8>,
}

/// What a model call asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// A chat completion.
    Chat,
    /// Embeddings.
    Embedding,
}

/// A fresh sandbox that holds the candidate's final workspace.
pub trait VerificationSandbox: Send + Sync {
    /// Runs a command to its end. Dropping the future kills the command.
    fn run(&self, command: Command) -> BoxFuture<'_, Result<Finished, SandboxFault>>;

    /// Writes a file of the workspace by its `/`-separated path below it, making folders, owned by
    /// the candidate. Opened beneath the workspace, following no link.
    fn put_file(&self, path: &str, bytes: &[u8]) -> Result<(), SandboxFault>;

    /// Removes a file, link or folder of the workspace; none there is fine. Follows no link.
    fn remove(&self, path: &str) -> Result<(), SandboxFault>;

    /// Every model call since the sandbox was made, oldest first, refused ones too. A call that
    /// was answered before a command ended is in it when `run` returns.
    fn calls(&self) -> Vec<ObservedCall>;
}
