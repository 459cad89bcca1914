//! The Docker Engine itself is started anew in the middle of a session, as an update of it does.
//! Other tests have sandboxes on the machine's engine, so this one has an engine of its own.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::EventBody;
use assay::domain::session::SessionState;

use crate::harness::{IMAGE, Installation, LATER, SOON, until};
use crate::killed::Seen;

/// An engine with a folder, a socket and images of its own; gone when the test ends.
struct Engine {
    folder: tempfile::TempDir,
    daemon: Option<Child>,
}

impl Engine {
    async fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("engine").tempdir()?;
        let mut engine = Self {
            folder,
            daemon: None,
        };
        engine.up().await?;
        Ok(engine)
    }

    fn host(&self) -> String {
        format!("unix://{}", self.path("docker.sock"))
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Without a bridge and without rules of the firewall, which belong to the machine's engine.
    async fn up(&mut self) -> Result<()> {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.path("log"))?;
        let mut command = Command::new("dockerd");
        for (option, value) in [
            ("--host", self.host()),
            ("--data-root", self.path("data")),
            ("--exec-root", self.path("exec")),
            ("--pidfile", self.path("pid")),
        ] {
            command.args([option, &value]);
        }
        command.args(["--bridge", "none", "--iptables=false"]);
        self.daemon = Some(command.stdout(Stdio::null()).stderr(log).spawn()?);
        until("the engine answers", SOON, async || {
            Ok(self
                .docker(&["info"])
                .output()?
                .status
                .success()
                .then_some(()))
        })
        .await
        .with_context(|| std::fs::read_to_string(self.path("log")).unwrap_or_default())
    }

    /// It stops its containers, and ends.
    async fn down(&mut self) -> Result<()> {
        let Some(mut daemon) = self.daemon.take() else {
            return Ok(());
        };
        terminate(&daemon)?;
        until("the engine ends", LATER, async || Ok(daemon.try_wait()?)).await?;
        Ok(())
    }

    fn docker(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("docker");
        command.args(["--host", &self.host()]).args(arguments);
        command
    }

    /// The machine's image, copied.
    fn copy(&self, image: &str) -> Result<()> {
        let mut save = Command::new("docker")
            .args(["save", image])
            .stdout(Stdio::piped())
            .spawn()?;
        let saved = save.stdout.take().context("a pipe was asked for")?;
        let loaded = self.docker(&["load", "--quiet"]).stdin(saved).output()?;
        let errors = String::from_utf8_lossy(&loaded.stderr);
        ensure!(
            save.wait()?.success() && loaded.status.success(),
            "{image}: {errors}"
        );
        Ok(())
    }

    fn containers(&self) -> Result<String> {
        let listed = self.docker(&["ps", "--all", "--quiet"]).output()?;
        Ok(String::from_utf8(listed.stdout)?.trim().to_owned())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let Some(mut daemon) = self.daemon.take() else {
            return;
        };
        // A test that ended badly may have left some.
        if let Ok(left) = self.containers() {
            let _ = self
                .docker(&["rm", "--force", "--volumes"])
                .args(left.split_whitespace())
                .output();
        }
        let _ = terminate(&daemon);
        let _ = daemon.wait();
    }
}

fn terminate(daemon: &Child) -> Result<()> {
    let id =
        rustix::process::Pid::from_raw(i32::try_from(daemon.id())?).context("no process id")?;
    Ok(rustix::process::kill_process(
        id,
        rustix::process::Signal::TERM,
    )?)
}

/// Prints without an end, and edits a file once before.
const WORK: &str = "echo kept > edited.txt; seq 1 100000000";
/// Longer than between two signs of life, after which nothing more is shown.
const QUIET: Duration = Duration::from_secs(12);
/// Output that is seen before the engine goes.
const SEEN: u64 = 400_000;

#[tokio::test]
async fn a_restart_of_the_engine_costs_processes_and_nothing_that_was_shown() -> Result<()> {
    let mut engine = Engine::start().await?;
    engine.copy(IMAGE)?;
    let mut installation = Installation::new().await?;
    installation
        .environment
        .push(("DOCKER_HOST".into(), engine.host()));
    installation.serve().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let session = invited.session;
    ensure!(
        !engine.containers()?.is_empty(),
        "the sandbox is on another engine"
    );
    let mut seen = Seen::default();
    terminal.send(format!("{WORK}\r").as_bytes()).await?;
    let until_here = terminal.output_offset + SEEN;
    while terminal.output_offset < until_here {
        tokio::time::timeout(SOON, seen.more(&mut terminal)).await??;
    }
    let edited = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "edited.txt");
    installation
        .event("the edit", session, SOON, edited)
        .await?;
    engine.down().await?;
    let without = Instant::now();
    // What was under way when the sandbox ended was shown as well.
    while let Ok(Ok(())) = tokio::time::timeout(QUIET, seen.more(&mut terminal)).await {}
    drop(terminal);
    let without = without.elapsed();
    engine.up().await?;

    // The shell ended with its terminal, so this is another one.
    let candidate = installation.candidate(&invited)?;
    let mut terminal = until("the session goes on", LATER, async || {
        Ok(candidate.terminal(2).await.ok())
    })
    .await
    .with_context(|| installation.log())?;
    terminal.wait_for("$ ", SOON).await?;
    let workspace = installation.workspace(session);
    ensure!(
        std::fs::read(workspace.join("edited.txt"))? == b"kept\n",
        "the edit is lost"
    );
    ensure!(terminal.run("test -f edited.txt", SOON).await? == 0);
    terminal.close().await?;
    let recovered = |body: &EventBody| matches!(body, EventBody::SessionRecovered { .. });
    let event = installation
        .event("recovery", session, SOON, recovered)
        .await?;
    let EventBody::SessionRecovered {
        downtime,
        processes_survived,
        ..
    } = event.body
    else {
        anyhow::bail!("another event was asked for");
    };
    ensure!(!processes_survived);
    // A candidate does not pay for an engine that is away.
    ensure!(
        u128::try_from(downtime)? >= without.as_micros(),
        "{downtime} µs instead of {without:?}"
    );
    installation
        .candidate(&invited)?
        .submit("It was updated.")
        .await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    let exported = installation.export(session).await?;
    seen.is_in(&exported.output(1)?)?;
    until("the engine has no container left", SOON, async || {
        Ok(engine.containers()?.is_empty().then_some(()))
    })
    .await?;
    installation.close().await?;
    engine.down().await?;
    ensure!(
        !Path::new(&engine.path("docker.sock")).exists(),
        "the engine left its socket"
    );
    Ok(())
}
