//! What a check may do with a verification sandbox. Checks reach
//! sandboxes only through these traits.
//!
//! The sandbox is fresh, made from the scenario's image, with the candidate's final workspace at
//! `/workspace` and none of the candidate's processes. A process that a command leaves behind is
//! killed when the command ends, so the next command starts alone.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::domain::ids::Digest;
use crate::pipeline::PipelineManifest;
use crate::pipeline::folder::Files;
use crate::scenario::check_spec::Stub;

/// In bytes; the rest is dropped and [`Finished::truncated`] set.
pub const STDOUT_LIMIT: usize = 8 << 20;
/// In bytes; the beginning is dropped.
pub const STDERR_LIMIT: usize = 64 << 10;
/// In bytes, for a line that a process writes.
pub const LINE_LIMIT: usize = 8 << 20;
/// In bytes, for a file of the workspace.
pub const FILE_LIMIT: usize = 8 << 20;

/// A command to run as the candidate's user, in `/workspace`, with the pipeline's environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// The program and its arguments, without a shell.
    pub argv: Vec<String>,
    /// When it is reached, the command and all its children are killed.
    pub limit: Duration,
    /// Standard input, closed after these bytes.
    pub stdin: Vec<u8>,
    /// Added to the pipeline's environment.
    pub env: BTreeMap<String, String>,
}

impl Command {
    /// Without standard input and additional variables.
    pub fn new(argv: Vec<String>, limit: Duration) -> Self {
        Self {
            argv,
            limit,
            ..Self::default()
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    pub exit: Exit,
    /// At most [`STDOUT_LIMIT`] bytes.
    pub stdout: Vec<u8>,
    /// The last bytes, at most [`STDERR_LIMIT`].
    pub stderr: Vec<u8>,
    /// Whether either output was longer.
    pub truncated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The command's own status, or 128 + signal if a signal killed it.
    Status(i32),
    /// Killed at its limit.
    TimedOut,
}

/// The sandbox failed, not the candidate's program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the verification sandbox failed: {0}")]
pub struct SandboxFault(pub String);

/// A model call as the gateway saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedCall {
    pub kind: CallKind,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The whole body.
    pub request: Vec<u8>,
    /// Read and written, as the gateway counted them.
    pub tokens: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    Chat,
    Embedding,
}

/// What [`Process::receive`] returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A line without its end, at most [`LINE_LIMIT`] bytes.
    Line(Vec<u8>),
    /// There is nothing more: the process closed its output or exited.
    Ended,
    /// No complete line arrived in time.
    TimedOut,
    /// A line was longer than [`LINE_LIMIT`].
    TooLong,
}

/// A process that exchanges lines with the check. Dropping it kills the process.
pub trait Process: Send {
    /// Writes to standard input. If the process no longer reads, that is not an error.
    fn send<'a>(&'a mut self, bytes: &'a [u8]) -> BoxFuture<'a, Result<(), SandboxFault>>;

    /// The next line of standard output.
    fn receive(&mut self, limit: Duration) -> BoxFuture<'_, Result<Received, SandboxFault>>;

    /// Standard error so far, as much as has arrived.
    fn stderr(&self) -> Vec<u8>;

    /// Closes standard input and waits until the process exits, or kills it at its command's limit.
    /// The output is what was not received before.
    fn close(self: Box<Self>) -> BoxFuture<'static, Result<Finished, SandboxFault>>;
}

/// A fresh sandbox that holds the candidate's final workspace.
pub trait VerificationSandbox: Send + Sync {
    /// The pipeline whose program it holds.
    fn pipeline(&self) -> &PipelineManifest;

    /// Runs a command until it exits. Dropping the future kills the command.
    fn run(&self, command: Command) -> BoxFuture<'_, Result<Finished, SandboxFault>>;

    /// Starts a command and exchanges lines with it. While it runs, [`Self::run`] does not kill
    /// processes that were left behind.
    fn start(&self, command: Command) -> BoxFuture<'_, Result<Box<dyn Process>, SandboxFault>>;

    /// Every file of the workspace by path, as it was before anything ran, with the digest of its
    /// content. A link has [`Digest::ZERO`].
    fn handed_in(&self) -> &BTreeMap<String, Digest>;

    /// Writes a file of the workspace and makes its folders. The path is relative, `/`-separated.
    /// The candidate owns the file. No link is followed.
    fn put_file(&self, path: &str, bytes: &[u8]) -> Result<(), SandboxFault>;

    /// The content of a file of the workspace, without following links. `None` if this is not an
    /// ordinary file, or if it has more than [`FILE_LIMIT`] bytes.
    fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>, SandboxFault>;

    /// Removes a file, link or folder of the workspace, if it exists. No link is followed.
    fn remove(&self, path: &str) -> Result<(), SandboxFault>;

    /// Every model call since the sandbox was made, oldest first, refused ones included. When `run`
    /// returns, the calls answered before its command ended are here.
    fn calls(&self) -> Vec<ObservedCall>;

    /// Makes the gateway misbehave, or with `None` behave again.
    fn stub(&self, stub: Option<Stub>);
}

/// Makes sandboxes for one candidate's final workspace.
pub trait SandboxFactory: Send + Sync {
    /// A fresh one with empty stores. Dropping it removes it.
    fn open(&self) -> Opening<'_>;

    /// A fresh one with the healthy pipeline instead of the candidate's workspace.
    fn open_healthy(&self) -> Opening<'_>;

    /// A fresh one with the stores as the candidate left them.
    fn open_live(&self) -> Opening<'_>;

    /// Runs an author's program in a sandbox of its own, with these hidden files of the scenario
    /// and nothing of the candidate's.
    fn judge<'a>(&'a self, hidden: &'a Files, judge: Judge) -> Starting<'a>;

    /// The embedding model that the gateway serves.
    fn text_model(&self) -> &dyn TextModel;
}

pub type Opening<'a> = BoxFuture<'a, Result<Box<dyn VerificationSandbox>, SandboxFault>>;
pub type Starting<'a> = BoxFuture<'a, Result<Box<dyn Process>, SandboxFault>>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    /// Below `hidden/`.
    pub program: String,
    pub limit: Duration,
}

/// The embedding model, for what the host computes itself.
pub trait TextModel: Send + Sync {
    /// How many word pieces each text has, markers included, without truncation.
    fn word_pieces(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Vec<usize>, SandboxFault>>;

    /// The vector of each text, of length one.
    fn vectors(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Vec<Vec<f32>>, SandboxFault>>;
}
