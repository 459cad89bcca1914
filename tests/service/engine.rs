//! The Docker Engine is restarted in the middle of a session, as an update does. Other tests have
//! sandboxes on the machine's engine, so this one starts its own.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use assay::client::terminal::TerminalClient;
use assay::domain::event::EventBody;
use assay::domain::session::SessionState;

use crate::harness::{IMAGE, Installation, Invited, LATER, SOON, prompt, until};
use crate::killed::Seen;

/// An engine with its own folder, socket and images. Removed when the test ends.
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

    /// Without a bridge and without firewall rules, which belong to the machine's engine.
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

    /// Stops its containers and exits.
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

    /// Copies the machine's image.
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

    /// What the client prints. Fails if the client does.
    fn says(&self, arguments: &[&str]) -> Result<String> {
        let output = self.docker(arguments).output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "docker {arguments:?}: {errors}");
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    fn containers(&self) -> Result<String> {
        self.says(&["ps", "--all", "--quiet"])
    }

    /// Gives the image's name to another image, as building a new version does. Returns the old id.
    fn move_on(&self, image: &str) -> Result<String> {
        let id = |name: &str| self.says(&["image", "inspect", "--format", "{{.Id}}", name]);
        let before = id(image)?;
        let container = self.says(&["create", "--network", "none", image, "true"])?;
        let change = format!("LABEL of={container}");
        self.says(&["commit", "--change", &change, &container, image])?;
        self.says(&["rm", &container])?;
        let after = id(image)?;
        ensure!(before != after, "it is the same image");
        Ok(before)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let Some(mut daemon) = self.daemon.take() else {
            return;
        };
        // A test that failed may have left some.
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

/// How often the engine is restarted.
const RESTARTS: u32 = 2;
/// Longer than between two signs of life, after which nothing more is shown.
const QUIET: Duration = Duration::from_secs(12);
/// The engine stops after at most this many bytes were seen.
const WITHIN: u64 = 800_000;

/// One restart during output: what was seen until then, and how long the engine was away.
struct Restarted {
    seen: Seen,
    away: Duration,
}

#[tokio::test]
async fn restarts_of_the_engine_cost_processes_and_nothing_that_was_shown() -> Result<()> {
    let mut engine = Engine::start().await?;
    engine.copy(IMAGE)?;
    let mut installation = Installation::new().await?;
    installation
        .environment
        .push(("DOCKER_HOST".into(), engine.host()));
    installation.serve().await?;
    let invited = installation.invite()?;
    let image = engine.move_on(IMAGE)?;
    let candidate = installation.candidate(&invited)?;
    candidate.consent().await?;
    candidate.start().await?;
    let mut terminal = prompt(&candidate).await?;
    let session = invited.session;
    let container = installation.container(session).await?;
    let runs = engine.says(&["inspect", "--format", "{{.Image}}", &container])?;
    ensure!(runs == image, "another image than it was invited with");
    let mut restarts = Vec::new();
    for number in 1..=RESTARTS {
        let moment = rand::random_range(1..WITHIN);
        let restarted = restart(
            &mut engine,
            &installation,
            &invited,
            terminal,
            number,
            moment,
        );
        let restarted = restarted.await;
        restarts.push(restarted.with_context(|| format!("restart {number} at byte {moment}"))?);
        // The old shell ended with its terminal, so this is a new one.
        terminal = until("the session resumes", LATER, async || {
            Ok(candidate.terminal(number + 1).await.ok())
        })
        .await
        .with_context(|| installation.log())?;
        terminal.wait_for("$ ", SOON).await?;
        let edited = format!("edited-{number}.txt");
        let kept = std::fs::read(installation.workspace(session).join(&edited))?;
        ensure!(kept == b"kept\n", "the edit is lost");
        ensure!(terminal.run(&format!("test -f {edited}"), SOON).await? == 0);
    }
    terminal.close().await?;
    candidate.submit("It was updated.").await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    let exported = installation.export(session).await?;
    let recovered = exported.events.iter().filter_map(|event| match event.body {
        EventBody::SessionRecovered {
            downtime,
            processes_survived,
            ..
        } => Some((downtime, processes_survived)),
        _ => None,
    });
    let recovered: Vec<_> = recovered.collect();
    ensure!(recovered.len() == restarts.len(), "{recovered:?}");
    for ((number, Restarted { seen, away }), (downtime, survived)) in
        (1..).zip(restarts).zip(recovered)
    {
        ensure!(!survived);
        // A candidate does not pay for an engine that is away.
        ensure!(
            u128::try_from(downtime)? >= away.as_micros(),
            "restart {number}: {downtime} µs instead of {away:?}"
        );
        seen.is_in(&exported.output(number)?)?;
    }
    until("the engine has no container left", SOON, async || {
        Ok(engine.containers()?.is_empty().then_some(()))
    })
    .await?;
    an_image_that_is_gone_is_named(&engine, &installation, &image).await?;
    installation.close().await?;
    engine.down().await?;
    ensure!(
        !Path::new(&engine.path("docker.sock")).exists(),
        "the engine left its socket"
    );
    Ok(())
}

/// Edits a file, prints endlessly, and stops the engine after this many bytes.
async fn restart(
    engine: &mut Engine,
    installation: &Installation,
    invited: &Invited,
    mut terminal: TerminalClient,
    number: u32,
    moment: u64,
) -> Result<Restarted> {
    let edited = format!("edited-{number}.txt");
    let work = format!("echo kept > {edited}; seq {number}000000 100000000\r");
    let mut seen = Seen::default();
    terminal.send(work.as_bytes()).await?;
    let until_here = terminal.output_offset + moment;
    while terminal.output_offset < until_here {
        tokio::time::timeout(SOON, seen.more(&mut terminal)).await??;
    }
    let changed =
        |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if *path == edited);
    installation
        .event("the edit", invited.session, SOON, changed)
        .await?;
    engine.down().await?;
    let without = Instant::now();
    // What was under way when the sandbox exited was shown as well.
    while let Ok(Ok(())) = tokio::time::timeout(QUIET, seen.more(&mut terminal)).await {}
    let away = without.elapsed();
    engine.up().await?;
    Ok(Restarted { seen, away })
}

/// The session does not run another image instead.
async fn an_image_that_is_gone_is_named(
    engine: &Engine,
    installation: &Installation,
    another: &str,
) -> Result<()> {
    let invited = installation.invite()?;
    let image = engine.says(&["image", "inspect", "--format", "{{.Id}}", IMAGE])?;
    engine.says(&["tag", another, IMAGE])?;
    engine.says(&["rmi", "--force", &image])?;
    let candidate = installation.candidate(&invited)?;
    candidate.consent().await?;
    let refused = candidate.start().await.err().context("it started")?;
    ensure!(refused.to_string().contains("image_gone"), "{refused}");
    Ok(())
}
