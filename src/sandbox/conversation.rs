//! One command in a sandbox, talked to through the engine: its input, its output by lines, its end.

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

/// What the engine may take longer than the command before it is given up.
const GRACE: Duration = Duration::from_secs(15);
/// How long a process may leave unread what is sent to it.
const UNREAD: Duration = Duration::from_secs(20);
/// Between two looks at whether a command has ended whose output is still open.
const LOOK: Duration = Duration::from_millis(250);

/// What was heard next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A line, without its end.
    Line(Vec<u8>),
    /// Nothing more.
    Ended,
    /// No whole line in time.
    TimedOut,
    /// More than is kept without an end of line.
    TooLong,
}

/// A command that is talked to. Dropping it leaves the command to its time limit.
pub struct Conversation {
    engine: bollard::Docker,
    exec: String,
    input: Option<Input>,
    output: Output,
    deadline: Instant,
    limits: [usize; 2],
    stdout: Vec<u8>,
    /// How much of `stdout` has no end of line.
    searched: usize,
    stderr: Vec<u8>,
    truncated: bool,
    /// Whether lines are missing: then none that follow are whole.
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

    /// Writes to its input, taking in what it says meanwhile. A command that does not read is no
    /// failure; its input is ended.
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

    /// The next line of its output.
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

    /// The end of what was heard of its standard error so far.
    pub fn stderr(&self) -> &[u8] {
        &self.stderr
    }

    /// Ends its input and waits for its end. A process that it left behind and that keeps the
    /// output open is not waited for.
    pub async fn close(mut self) -> Result<Finished, SandboxError> {
        if let Some(mut input) = self.input.take() {
            // One that has ended already has no input to end.
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
            // Nothing was said for a while: has it ended with its output left open?
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

/// A command's exit status, once it has one.
async fn exit_status(engine: &bollard::Docker, exec: &str) -> Result<Option<i64>, SandboxError> {
    let inspected = engine.inspect_exec(exec).await.map_err(refused)?;
    let running = inspected.running.unwrap_or(false);
    Ok(inspected.exit_code.filter(|_| !running))
}

type Pulled = Option<Result<LogOutput, bollard::errors::Error>>;

async fn pull(output: &mut Output) -> Pulled {
    output.next().await
}
