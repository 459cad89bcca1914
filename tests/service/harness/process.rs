//! `assay serve`, as a process that can be killed.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::Installation;

/// The program under test: the one that was built with the tests, or another build of it.
pub fn assay() -> String {
    std::env::var("ASSAY_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_assay").to_owned())
}

/// With a limit that the program cannot raise.
fn program(open_files: Option<u32>) -> Command {
    let Some(limit) = open_files else {
        return Command::new(assay());
    };
    let mut shell = Command::new("sh");
    let line = format!("ulimit -n {limit} && exec \"$0\" \"$@\"");
    shell.args(["-c", &line]).arg(assay());
    shell
}

/// Loading the model and opening the database take less than a second on a quiet machine.
const START: Duration = Duration::from_secs(60);
/// A stop waits for requests and recorders.
const STOP: Duration = Duration::from_secs(30);

/// A service that listens. Killed when dropped.
pub struct Process {
    child: Child,
    pub base: String,
}

impl Process {
    /// Waits until the service listens.
    pub async fn start(installation: &Installation) -> Result<Self> {
        let log = installation.log_file();
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)?;
        let environment = installation.environment.iter();
        let mut child = program(installation.open_files)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(&installation.data)
            .arg("--scenarios")
            .arg(installation.library.join("scenarios"))
            .arg("--pipelines")
            .arg(installation.library.join("pipelines"))
            .args(&installation.options)
            .envs(environment.map(|(name, value)| (name, value)))
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().context("the service has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let line = tokio::time::timeout(START, lines.next_line()).await;
        let line = line
            .context("the service does not start")??
            .unwrap_or_default();
        match line.rsplit(' ').next() {
            Some(base) if base.starts_with("http://") => Ok(Self {
                child,
                base: base.to_owned(),
            }),
            _ => bail!("the service did not start: {}", installation.log()),
        }
    }

    #[allow(dead_code, reason = "the attacks measure it")]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    pub async fn kill(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Fails if the service does not exit with status 0.
    pub async fn stop(mut self) -> Result<()> {
        let id = self
            .child
            .id()
            .context("the service has ended on its own")?;
        let id = rustix::process::Pid::from_raw(i32::try_from(id)?).context("no process id")?;
        rustix::process::kill_process(id, rustix::process::Signal::TERM)?;
        let status = tokio::time::timeout(STOP, self.child.wait()).await;
        let status = status.context("the service does not stop")??;
        ensure!(status.success(), "the service ended with {status}");
        Ok(())
    }
}
