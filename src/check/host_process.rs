//! Processes on this machine instead of in sandboxes, for tests.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::program::MODULES;
use super::verification::{
    Exit, Finished, Judge, LINE_LIMIT, Process, Received, STDERR_LIMIT, SandboxFault,
};
use crate::pipeline::folder::Files;

/// A child with its pipes. Dropping it kills it.
pub struct HostProcess {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    line: Vec<u8>,
    stderr: Arc<Mutex<Vec<u8>>>,
    reading: JoinHandle<()>,
    deadline: Instant,
    _folder: Option<tempfile::TempDir>,
}

impl HostProcess {
    /// The command runs in a folder of its own, which is removed when the command ends.
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
        let stderr = Arc::<Mutex<Vec<u8>>>::default();
        let kept = stderr.clone();
        let reading = tokio::spawn(async move {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(read @ 1..) = errors.read(&mut buffer).await {
                let mut kept = kept.lock().unwrap();
                kept.extend_from_slice(&buffer[..read]);
                let over = kept.len().saturating_sub(STDERR_LIMIT);
                kept.drain(..over);
            }
        });
        Ok(Self {
            stdin: child.stdin.take(),
            stdout: BufReader::new(child.stdout.take().unwrap()),
            line: Vec::new(),
            stderr,
            reading,
            deadline: Instant::now() + limit,
            child,
            _folder: folder,
        })
    }

    /// Runs an author's program with a copy of the hidden files.
    pub fn judge(hidden: &Files, judge: &Judge) -> std::io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let write = |path: &Path, bytes: &[u8]| {
            std::fs::create_dir_all(path.parent().unwrap())?;
            std::fs::write(path, bytes)
        };
        let lib = folder.path().join("lib");
        for (name, text) in MODULES {
            write(&lib.join(name), text.as_bytes())?;
        }
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

    fn stderr(&self) -> Vec<u8> {
        self.stderr.lock().unwrap().clone()
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
            let exit = if let Ok(status) = timeout_at(deadline, ending).await {
                let status = status.map_err(|error| SandboxFault(error.to_string()))?;
                Exit::Status(status.code().unwrap_or(137))
            } else {
                let _ = self.child.kill().await;
                Exit::TimedOut
            };
            // A process that the child left behind may keep the pipe open.
            let _ = tokio::time::timeout(Duration::from_secs(2), &mut self.reading).await;
            let stderr = self.stderr();
            Ok(Finished {
                exit,
                stdout,
                stderr,
                truncated: false,
            })
        })
    }
}
