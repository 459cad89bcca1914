//! The service as a separate process, as in production.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::config::DataDir;
use crate::sandbox::Docker;
use crate::scenario::Library;
use crate::store::Store;

/// Loading the model and opening the database take well under a second.
const START: Duration = Duration::from_secs(60);
/// A stop waits for requests and recorders.
const STOP: Duration = Duration::from_secs(30);

/// `assay serve` as a child process, which is killed when this is dropped.
pub struct Service {
    child: Child,
    log: std::path::PathBuf,
    /// The address it listens on, for example `http://127.0.0.1:7420`.
    pub base: String,
}

impl Service {
    /// Starts the service and waits until it listens. Its log goes to a file in the data folder.
    /// `options` are further arguments of `assay serve`.
    pub async fn start(
        data: &DataDir,
        library: &Library,
        port: u16,
        options: &[&str],
    ) -> anyhow::Result<Self> {
        let log_path = data.path.join("serve.log");
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log_path)?;
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .arg("--data-dir")
            .arg(&data.path)
            .arg("--scenarios")
            .arg(&library.scenarios)
            .arg("--pipelines")
            .arg(library.pipelines.joined())
            .args(["--listen", &format!("127.0.0.1:{port}")])
            // One account invites, reads the checks and reviews.
            .args(["--blind", "off"])
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("starting assay serve")?;
        let stdout = child.stdout.take().context("the service has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let line = tokio::time::timeout(START, lines.next_line()).await;
        let line = line.context("the service does not start")??;
        let address = line.as_deref().and_then(|line| line.rsplit(' ').next());
        let Some(base) = address.filter(|address| address.starts_with("http")) else {
            bail!("the service did not start: {}", last_lines(&log_path));
        };
        Ok(Self {
            child,
            log: log_path,
            base: base.to_owned(),
        })
    }

    /// The end of the log, without requests that succeeded.
    pub fn last_words(&self) -> String {
        last_lines(&self.log)
    }

    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// Also removes every sandbox of the installation.
    pub async fn stop(&mut self, store: &Store) -> anyhow::Result<()> {
        if let Some(id) = self.child.id().and_then(|id| i32::try_from(id).ok()) {
            let process = rustix::process::Pid::from_raw(id).context("its process id")?;
            rustix::process::kill_process(process, rustix::process::Signal::TERM)?;
        }
        let ended = tokio::time::timeout(STOP, self.child.wait()).await;
        let status = ended.context("the service does not stop")??;
        let docker = Docker::connect(store.installation(), None).await?;
        for sandbox in docker.list().await? {
            docker.remove(&sandbox.name).await?;
        }
        anyhow::ensure!(status.success(), "the service ended with {status}");
        Ok(())
    }

    /// Waits for Ctrl-C, which the terminal also sends to the service.
    pub async fn until_interrupted(mut self) -> anyhow::Result<()> {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {
                let _ = tokio::time::timeout(STOP, self.child.wait()).await;
                Ok(())
            }
            status = self.child.wait() => bail!("the service ended: {}", status?),
        }
    }
}

fn last_lines(log: &std::path::Path) -> String {
    let log = std::fs::read_to_string(log).unwrap_or_default();
    let notable = log.lines().rev().filter(|line| !line.contains("INFO"));
    let mut last: Vec<_> = notable.take(10).collect();
    last.reverse();
    last.join("\n")
}
