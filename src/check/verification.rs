//! What a check may do with a verification sandbox: the only way in which this stage reaches one.
//!
//! The sandbox was made fresh from the scenario's image, with the candidate's final workspace at
//! `/workspace` and none of the candidate's processes. Nothing that a command leaves running
//! outlives it: the next command starts alone.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::domain::ids::Digest;
use crate::scenario::check_spec::Stub;
use crate::scenario::folder::Files;

/// The most bytes of standard output that are kept.
pub const STDOUT_LIMIT: usize = 8 << 20;
/// The most bytes of standard error that are kept.
pub const STDERR_LIMIT: usize = 64 << 10;
/// The most bytes of a line that a process writes.
pub const LINE_LIMIT: usize = 8 << 20;
/// The most bytes of a file of the workspace that are read.
pub const FILE_LIMIT: usize = 8 << 20;

/// Something to run as the candidate's user, in `/workspace`, with the pipeline's environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// The program and its arguments; no shell.
    pub argv: Vec<String>,
    /// How long it may take; then it and all its children are killed.
    pub limit: Duration,
    /// What it reads from standard input, which then ends.
    pub stdin: Vec<u8>,
    /// Variables on top of the pipeline's environment.
    pub env: BTreeMap<String, String>,
}

impl Command {
    /// A command with nothing to read and nothing on top of the environment.
    pub fn new(argv: Vec<String>, limit: Duration) -> Self {
        Self {
            argv,
            limit,
            ..Self::default()
        }
    }
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
    /// Tokens read and written, as the gateway counted them.
    pub tokens: u64,
}

/// What a model call asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// A chat completion.
    Chat,
    /// Embeddings.
    Embedding,
}

/// What a process wrote next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A line, without its end; at most [`LINE_LIMIT`] bytes.
    Line(Vec<u8>),
    /// Nothing more: it closed its output or ended.
    Ended,
    /// No whole line in time.
    TimedOut,
    /// A line that is longer than is accepted.
    TooLong,
}

/// A process that is talked to, a line at a time. Dropping it ends it.
pub trait Process: Send {
    /// Writes to its standard input. One that does not read any more is no fault.
    fn send<'a>(&'a mut self, bytes: &'a [u8]) -> BoxFuture<'a, Result<(), SandboxFault>>;

    /// The next line of its standard output.
    fn receive(&mut self, limit: Duration) -> BoxFuture<'_, Result<Received, SandboxFault>>;

    /// What it has written to standard error so far, as far as it was heard.
    fn stderr(&self) -> Vec<u8>;

    /// Ends its input and waits for its end; it is killed when the limit of its command is
    /// reached. The output is what was not received.
    fn close(self: Box<Self>) -> BoxFuture<'static, Result<Finished, SandboxFault>>;
}

/// A fresh sandbox that holds the candidate's final workspace.
pub trait VerificationSandbox: Send + Sync {
    /// Runs a command to its end. Dropping the future kills the command.
    fn run(&self, command: Command) -> BoxFuture<'_, Result<Finished, SandboxFault>>;

    /// Starts a command and talks to it. While it runs, [`Self::run`] ends no left-over process.
    fn start(&self, command: Command) -> BoxFuture<'_, Result<Box<dyn Process>, SandboxFault>>;

    /// Every file of the workspace by path, as it was before anything ran, with the digest of its
    /// content; a link has [`Digest::ZERO`].
    fn handed_in(&self) -> &BTreeMap<String, Digest>;

    /// Writes a file of the workspace by its `/`-separated path below it, making folders, owned by
    /// the candidate. Opened beneath the workspace, following no link.
    fn put_file(&self, path: &str, bytes: &[u8]) -> Result<(), SandboxFault>;

    /// The content of a file of the workspace, opened likewise; none if there is no ordinary file
    /// of this name, or it has more than [`FILE_LIMIT`] bytes.
    fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>, SandboxFault>;

    /// Removes a file, link or folder of the workspace; none there is fine. Follows no link.
    fn remove(&self, path: &str) -> Result<(), SandboxFault>;

    /// Every model call since the sandbox was made, oldest first, refused ones too. A call that
    /// was answered before a command ended is in it when `run` returns.
    fn calls(&self) -> Vec<ObservedCall>;

    /// Has the gateway misbehave from now on, or behave again.
    fn stub(&self, stub: Option<Stub>);
}

/// Makes sandboxes for one candidate's final workspace.
pub trait SandboxFactory: Send + Sync {
    /// A fresh one with empty stores; dropping it removes it.
    fn open(&self) -> Opening<'_>;

    /// A fresh one with the healthy pipeline in place of the candidate's workspace.
    fn open_healthy(&self) -> Opening<'_>;

    /// A fresh one with the stores as the candidate left them.
    fn open_live(&self) -> Opening<'_>;

    /// A program of the author's, running in a sandbox of its own, which has these files, the
    /// scenario's hidden ones, and nothing of the candidate's.
    fn judge<'a>(&'a self, hidden: &'a Files, judge: Judge) -> Starting<'a>;

    /// The embedding model that the gateway serves.
    fn text_model(&self) -> &dyn TextModel;
}

/// A sandbox that is being made.
pub type Opening<'a> = BoxFuture<'a, Result<Box<dyn VerificationSandbox>, SandboxFault>>;
/// A process that is being started.
pub type Starting<'a> = BoxFuture<'a, Result<Box<dyn Process>, SandboxFault>>;

/// A program of an author's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    /// Its path below `hidden/`.
    pub program: String,
    /// How long it may take.
    pub limit: Duration,
}

/// The embedding model, for what the host finds out by itself.
pub trait TextModel: Send + Sync {
    /// How many word pieces each text has, markers included, however long it is.
    fn word_pieces(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Vec<usize>, SandboxFault>>;

    /// The vector of each text, of length one.
    fn vectors(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Vec<Vec<f32>>, SandboxFault>>;
}
