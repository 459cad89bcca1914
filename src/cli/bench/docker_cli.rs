//! The usual alternative: the `docker` command, driven in the same way.

use std::process::Stdio;

use anyhow::{Context as _, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A `docker` command line on a pseudo-terminal, as at a person's terminal.
pub struct DockerCli {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    /// Printed after the text that was waited for, and not examined yet.
    unread: Vec<u8>,
}

impl DockerCli {
    /// `script` gives the command a terminal.
    pub fn start(line: &str) -> anyhow::Result<Self> {
        let mut child = Command::new("script")
            .args(["-qfec", line, "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting script(1)")?;
        let input = child.stdin.take().context("no input")?;
        let output = child.stdout.take().context("no output")?;
        Ok(Self {
            child,
            input,
            output,
            unread: Vec::new(),
        })
    }

    pub async fn send(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.input.write_all(bytes).await?;
        Ok(self.input.flush().await?)
    }

    /// The next bytes that are printed.
    pub async fn receive(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut buffer = vec![0; 64 * 1024];
        let count = self.output.read(&mut buffer).await?;
        ensure!(count > 0, "the command ended");
        buffer.truncate(count);
        Ok(buffer)
    }

    /// Waits until these bytes were printed.
    pub async fn wait_for(&mut self, text: &[u8]) -> anyhow::Result<()> {
        loop {
            let found = self
                .unread
                .windows(text.len())
                .position(|window| window == text);
            if let Some(start) = found {
                self.unread.drain(..start + text.len());
                return Ok(());
            }
            let bytes = self.receive().await?;
            self.unread.extend(bytes);
        }
    }

    pub async fn end(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}
