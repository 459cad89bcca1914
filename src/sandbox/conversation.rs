//! A running command in a sandbox: its input, the lines of its output, and its end, all through the
//! engine.

use std::pin::Pin;
use std::time::Duration;

use bollard::container::LogOutput;
use futures_util::{Stream, StreamExt as _};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::command::{ExecSpec, Finished, refused};
use super::runtime::SandboxError;

type Input = Pin<Box<dyn AsyncWrite + Send>>;
type Output = Pin<Box<dyn Stream<Item = Result<LogOutput, bollard::errors::Error>> + Send>>;

/// The time that the engine may take beyond the command's own limit before the command is given up.
const GRACE: Duration = Duration::from_secs(15);
/// How long a process may take to read what is sent to it.
const UNREAD: Duration = Duration::from_secs(20);
/// If the output stays open, this is the time between two checks of whether the command has ended.
const LOOK: Duration = Duration::from_millis(250);

/// What came next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A line without its line feed.
    Line(Vec<u8>),
    /// The output has ended.
    Ended,
    /// No complete line arrived in time.
    TimedOut,
    /// More bytes than are kept arrived without a line feed.
    TooLong,
}

/// A command to exchange lines with. If this is dropped, the command runs until its time limit.
pub struct Conversation {
    engine: bollard::Docker,
    exec: String,
    input: Option<Input>,
    output: Output,
    deadline: Instant,
    limits: [usize; 2],
    stdout: Vec<u8>,
    /// How much of `stdout` was already searched for a line feed.
    searched: usize,
    stderr: Vec<u8>,
    truncated: bool,
    /// Whether output was dropped. Later lines may then be incomplete.
    lines_lost: bool,
    ended: bool,
}

impl std::fmt::Debug for Conversation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_tuple("Conversation")
            .field(&self.exec)
            .finish()
    }
}

impl Conversation {
    pub(super) fn new(
        engine: bollard::Docker,
        exec: String,
        input: Input,
        output: Output,
        spec: &ExecSpec,
    ) -> Self {
        Self {
            engine,
            exec,
            input: Some(input),
            output,
            deadline: Instant::now() + spec.timeout + GRACE,
            limits: [spec.stdout_limit, spec.stderr_limit],
            stdout: Vec::new(),
            searched: 0,
            stderr: Vec::new(),
            truncated: false,
            lines_lost: false,
            ended: false,
        }
    }

    /// Writes to the command's input and reads its output meanwhile. A command that does not read
    /// is not a failure: its input is closed.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<(), SandboxError> {
        let Some(mut input) = self.input.take() else {
            return Ok(());
        };
        let unread = (Instant::now() + UNREAD).min(self.deadline);
        let written = {
            let writing = async {
                input.write_all(bytes).await?;
                input.flush().await
            };
            let mut writing = std::pin::pin!(writing);
            loop {
                tokio::select! {
                    done = &mut writing => break done.is_ok(),
                    heard = pull(&mut self.output), if !self.ended => self.keep(heard)?,
                    () = sleep_until(unread) => break false,
                }
            }
        };
        self.input = written.then_some(input);
        Ok(())
    }

    /// The next line of the command's output.
    pub async fn receive(&mut self, limit: Duration) -> Result<Heard, SandboxError> {
        let until = (Instant::now() + limit).min(self.deadline);
        loop {
            let new = &self.stdout[self.searched..];
            if let Some(at) = new.iter().position(|byte| *byte == b'\n') {
                let rest = self.stdout.split_off(self.searched + at + 1);
                let mut line = std::mem::replace(&mut self.stdout, rest);
                line.pop();
                self.searched = 0;
                return Ok(Heard::Line(line));
            }
            self.searched = self.stdout.len();
            if self.lines_lost || self.stdout.len() >= self.limits[0] {
                return Ok(Heard::TooLong);
            }
            if self.ended {
                self.searched = 0;
                let last = std::mem::take(&mut self.stdout);
                return Ok(if last.is_empty() {
                    Heard::Ended
                } else {
                    Heard::Line(last)
                });
            }
            match timeout_at(until, pull(&mut self.output)).await {
                Ok(heard) => self.keep(heard)?,
                Err(_) => return Ok(Heard::TimedOut),
            }
        }
    }

    /// The end of the standard error that has arrived so far.
    pub fn stderr(&self) -> &[u8] {
        &self.stderr
    }

    /// Closes the command's input and waits for its exit. A process that the command left behind,
    /// and that keeps the output open, is not waited for.
    pub async fn close(mut self) -> Result<Finished, SandboxError> {
        if let Some(mut input) = self.input.take() {
            // If the command has exited already, there is no input to close.
            let _ = timeout_at(self.deadline, input.shutdown()).await;
        }
        let given_up = || SandboxError::Agent("a command could not be ended".into());
        let (engine, exec) = (self.engine.clone(), self.exec.clone());
        let mut status = None;
        while !self.ended {
            if Instant::now() >= self.deadline {
                return Err(given_up());
            }
            if let Ok(heard) = tokio::time::timeout(LOOK, pull(&mut self.output)).await {
                self.keep(heard)?;
                continue;
            }
            // There was no output for a while. The command may have exited with its output left
            // open.
            if status.is_some() {
                break;
            }
            status = exit_status(&engine, &exec).await?;
        }
        while status.is_none() {
            if Instant::now() >= self.deadline {
                return Err(given_up());
            }
            status = exit_status(&engine, &exec).await?;
            if status.is_none() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        Ok(Finished {
            status: status.ok_or_else(given_up)?,
            stdout: self.stdout,
            stderr: self.stderr,
            truncated: self.truncated,
        })
    }

    fn keep(&mut self, heard: Pulled) -> Result<(), SandboxError> {
        match heard.transpose().map_err(refused)? {
            None => self.ended = true,
            Some(LogOutput::StdErr { message }) => {
                self.stderr.extend_from_slice(&message);
                let over = self.stderr.len().saturating_sub(self.limits[1]);
                if over > 0 {
                    self.stderr.drain(..over);
                    self.truncated = true;
                }
            }
            Some(other) => {
                let bytes = other.into_bytes();
                let room = self.limits[0].saturating_sub(self.stdout.len());
                let room = room.min(bytes.len());
                self.stdout.extend_from_slice(&bytes[..room]);
                self.lines_lost |= room < bytes.len();
                self.truncated |= self.lines_lost;
            }
        }
        Ok(())
    }
}

/// A command's exit status. None while it runs.
async fn exit_status(engine: &bollard::Docker, exec: &str) -> Result<Option<i64>, SandboxError> {
    let inspected = engine.inspect_exec(exec).await.map_err(refused)?;
    let running = inspected.running.unwrap_or(false);
    Ok(inspected.exit_code.filter(|_| !running))
}

type Pulled = Option<Result<LogOutput, bollard::errors::Error>>;

async fn pull(output: &mut Output) -> Pulled {
    output.next().await
}
