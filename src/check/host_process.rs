//! Processes on this machine in the place of those in sandboxes, for tests and for running a
//! scenario's matrix without containers.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::program::{MODULE, MODULE_NAME};
use super::verification::{Exit, Finished, Judge, LINE_LIMIT, Process, Received, SandboxFault};
use crate::scenario::folder::Files;

/// A child with its pipes. Dropping it kills it.
pub struct HostProcess {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    line: Vec<u8>,
    stderr: JoinHandle<Vec<u8>>,
    deadline: Instant,
    _folder: Option<tempfile::TempDir>,
}

impl HostProcess {
    /// Starts a command whose folder goes when it ends.
    pub fn spawn(
        mut command: tokio::process::Command,
        limit: Duration,
        folder: Option<tempfile::TempDir>,
    ) -> std::io::Result<Self> {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let mut errors = child.stderr.take().unwrap();
        let stderr = tokio::spawn(async move {
            let mut stderr = Vec::new();
            let _ = errors.read_to_end(&mut stderr).await;
            stderr
        });
        Ok(Self {
            stdin: child.stdin.take(),
            stdout: BufReader::new(child.stdout.take().unwrap()),
            line: Vec::new(),
            stderr,
            deadline: Instant::now() + limit,
            child,
            _folder: folder,
        })
    }

    /// An author's program, with a copy of the hidden files.
    pub fn judge(hidden: &Files, judge: &Judge) -> std::io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let write = |path: &Path, bytes: &[u8]| {
            std::fs::create_dir_all(path.parent().unwrap())?;
            std::fs::write(path, bytes)
        };
        let lib = folder.path().join("lib");
        write(&lib.join(MODULE_NAME), MODULE.as_bytes())?;
        for (path, file) in hidden {
            write(&folder.path().join("hidden").join(path), &file.bytes)?;
        }
        let mut command = tokio::process::Command::new("python3");
        command
            .args(["-u", &judge.program])
            .current_dir(folder.path().join("hidden"))
            .env("PYTHONPATH", lib)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        Self::spawn(command, judge.limit, Some(folder))
    }
}

impl Process for HostProcess {
    fn send<'a>(&'a mut self, bytes: &'a [u8]) -> BoxFuture<'a, Result<(), SandboxFault>> {
        Box::pin(async move {
            if let Some(mut stdin) = self.stdin.take()
                && stdin.write_all(bytes).await.is_ok()
                && stdin.flush().await.is_ok()
            {
                self.stdin = Some(stdin);
            }
            Ok(())
        })
    }

    fn receive(&mut self, limit: Duration) -> BoxFuture<'_, Result<Received, SandboxFault>> {
        Box::pin(async move {
            let until = (Instant::now() + limit).min(self.deadline);
            let reading = self.stdout.read_until(b'\n', &mut self.line);
            let Ok(read) = timeout_at(until, reading).await else {
                return Ok(Received::TimedOut);
            };
            read.map_err(|error| SandboxFault(error.to_string()))?;
            let mut line = std::mem::take(&mut self.line);
            if line.pop_if(|last| *last == b'\n').is_none() && line.is_empty() {
                return Ok(Received::Ended);
            }
            Ok(if line.len() > LINE_LIMIT {
                Received::TooLong
            } else {
                Received::Line(line)
            })
        })
    }

    fn close(mut self: Box<Self>) -> BoxFuture<'static, Result<Finished, SandboxFault>> {
        Box::pin(async move {
            drop(self.stdin.take());
            let mut stdout = Vec::new();
            let deadline = self.deadline;
            let ending = async {
                self.stdout.read_to_end(&mut stdout).await?;
                self.child.wait().await
            };
            let exit = match timeout_at(deadline, ending).await {
                Ok(status) => {
                    let status = status.map_err(|error| SandboxFault(error.to_string()))?;
                    Exit::Status(status.code().unwrap_or(137))
                }
                Err(_) => {
                    let _ = self.child.kill().await;
                    Exit::TimedOut
                }
            };
            let stderr = (&mut self.stderr).await.unwrap_or_default();
            Ok(Finished {
                exit,
                stdout,
                stderr,
                truncated: false,
            })
        })
    }
}
