//! An installation of the service in a temporary folder, with its own scenario. Whatever happens to
//! a test, its process and containers are removed when it ends.

// By path, because another test crate includes this file.
#[path = "harness/door.rs"]
mod door;
#[path = "harness/process.rs"]
mod process;
#[path = "harness/record.rs"]
mod record;

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::client::practitioner::PractitionerClient;
use assay::client::terminal::TerminalClient;
use assay::domain::ids::SessionId;
use assay::people::hash_new_password;
use assay::sandbox::Docker;
use assay::store::Store;
use tokio::sync::{Semaphore, SemaphorePermit};

pub use self::door::Door;
use self::process::Process;
pub use self::process::assay;
pub use self::record::Exported;

/// The image of the fixture's pipeline.
pub const IMAGE: &str = "assay/halden-rust:latest";
/// For what needs no computing.
pub const SOON: Duration = Duration::from_secs(30);
/// For what compiles, floods or checks, on two busy cores.
pub const LATER: Duration = Duration::from_secs(180);
/// How often to look for what is waited for.
const LOOK: Duration = Duration::from_millis(40);

/// Installations at once: each has a sandbox that builds.
static PLACES: Semaphore = Semaphore::const_new(3);

/// The service, its data and its scenarios.
pub struct Installation {
    pub data: PathBuf,
    /// Its scenarios and pipelines: a copy of the fixture, so that a test may break it.
    pub library: PathBuf,
    /// Everything of this test. Removed at its end.
    pub folder: tempfile::TempDir,
    /// More options for `assay serve`.
    pub options: Vec<String>,
    /// More environment variables for `assay`.
    pub environment: Vec<(String, String)>,
    /// How many files the service may have open. `None`: as many as this process.
    pub open_files: Option<u32>,
    process: Option<Process>,
    containers: Containers,
    _place: SemaphorePermit<'static>,
}

/// Somebody who was invited.
pub struct Invited {
    pub session: SessionId,
    /// The secret in the link.
    pub token: String,
}

impl Installation {
    /// Does not start the service.
    pub async fn new() -> Result<Self> {
        // The program does this itself. Here it is for the clients.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let place = PLACES.acquire().await?;
        let folder = tempfile::tempdir()?;
        let library = folder.path().join("library");
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/library");
        let copied = std::process::Command::new("cp")
            .arg("-r")
            .arg(fixture)
            .arg(&library)
            .status()?;
        ensure!(copied.success(), "the fixture could not be copied");
        let data = folder.path().join("data");
        std::fs::create_dir(&data)?;
        Ok(Self {
            data,
            library,
            folder,
            options: Vec::new(),
            environment: Vec::new(),
            open_files: None,
            process: None,
            containers: Containers::default(),
            _place: place,
        })
    }

    /// Starts the service, too.
    pub async fn serving() -> Result<Self> {
        let mut installation = Self::new().await?;
        installation.serve().await?;
        Ok(installation)
    }

    /// Starts the service, also after it was stopped or killed. The port is new each time.
    pub async fn serve(&mut self) -> Result<()> {
        if self.containers.0.is_none() {
            self.containers.0 = Some(self.store().await?.installation().to_owned());
            let docker = self.docker().await?;
            docker
                .image_id(IMAGE)
                .await
                .context("these tests need it: run `make images`")?;
        }
        self.process = None;
        self.process = Some(Process::start(self).await?);
        Ok(())
    }

    /// SIGKILL: the service gets no chance to tidy up.
    pub async fn kill(&mut self) -> Result<()> {
        let process = self.process.take().context("the service does not run")?;
        process.kill().await
    }

    /// SIGTERM. The service must exit with status 0.
    pub async fn stop(&mut self) -> Result<()> {
        let process = self.process.take().context("the service does not run")?;
        process.stop().await.with_context(|| self.log())
    }

    /// Where the service listens.
    pub fn base(&self) -> &str {
        self.process
            .as_ref()
            .map_or("http://127.0.0.1:1", |process| &process.base)
    }

    #[allow(dead_code, reason = "the attacks measure it")]
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().and_then(Process::id)
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("serve.log")
    }

    /// Runs another command of the program on this installation.
    pub fn assay(&self, arguments: &[&str]) -> Result<Output> {
        let command = std::process::Command::new(assay())
            .args(arguments)
            .env("ASSAY_DATA_DIR", &self.data)
            .env("ASSAY_SCENARIOS", self.library.join("scenarios"))
            .env("ASSAY_PIPELINES", self.library.join("pipelines"))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .output();
        Ok(command?)
    }

    /// The same for a command that must succeed. Returns what it printed.
    pub fn succeed(&self, arguments: &[&str]) -> Result<String> {
        let output = self.assay(arguments)?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "assay {arguments:?}: {}\n{errors}",
            output.status
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Invites somebody to the fixture's scenario.
    pub fn invite(&self) -> Result<Invited> {
        self.invite_on(&[])
    }

    /// The same with more options.
    pub fn invite_on(&self, options: &[&str]) -> Result<Invited> {
        let line: &[&str] = &["session", "invite", "tiny", "--json"];
        let line = [line, &["--public-url", self.base()], options].concat();
        let made: serde_json::Value = serde_json::from_str(&self.succeed(&line)?)?;
        let link = made["link"].as_str().context("there is no link")?;
        let (_, token) = link.split_once("/c/").context("the link has no token")?;
        let session = serde_json::from_value(made["session"].clone())?;
        Ok(Invited {
            session,
            token: token.to_owned(),
        })
    }

    /// Changes the scenario for later invitations.
    pub fn rewrite_manifest(&self, from: &str, to: &str) -> Result<()> {
        let path = self.library.join("scenarios/tiny/scenario.toml");
        let text = std::fs::read_to_string(&path)?;
        ensure!(text.contains(from), "the manifest has no {from:?}");
        Ok(std::fs::write(path, text.replacen(from, to, 1))?)
    }

    /// A candidate's client for the service as it runs now.
    pub fn candidate(&self, invited: &Invited) -> Result<CandidateClient> {
        CandidateClient::of_link(&format!("{}/c/{}", self.base(), invited.token))
    }

    /// A reviewer, signed in to the service as it runs now.
    pub async fn practitioner(&self, name: &str) -> Result<PractitionerClient> {
        let password = "a long password of a test";
        let store = self.store().await?;
        store.put_user(name, &hash_new_password(password)?).await?;
        store.close().await;
        PractitionerClient::sign_in(self.base(), name, password).await
    }

    /// A session that runs, with a terminal that shows a prompt.
    pub async fn started(&self) -> Result<(Invited, CandidateClient, TerminalClient)> {
        let invited = self.invite()?;
        let candidate = self.candidate(&invited)?;
        candidate.consent().await?;
        candidate.start().await.with_context(|| self.log())?;
        let terminal = prompt(&candidate).await?;
        Ok((invited, candidate, terminal))
    }

    /// Connects to terminal 1 of a session that is about to resume.
    pub async fn terminal_again(&self, invited: &Invited, from: u64) -> Result<TerminalClient> {
        let candidate = self.candidate(invited)?;
        until("the session resumes", SOON, async || {
            Ok(candidate.terminal_from(1, from).await.ok())
        })
        .await
        .with_context(|| self.log())
    }

    /// Connects to terminal 1 as a new page, once the session resumes.
    pub async fn terminal_again_within(
        &self,
        invited: &Invited,
        limit: Duration,
    ) -> Result<TerminalClient> {
        let candidate = self.candidate(invited)?;
        until("the session resumes", limit, async || {
            Ok(prompt(&candidate).await.ok())
        })
        .await
        .with_context(|| self.log())
    }

    /// The session's workspace on the host.
    pub fn workspace(&self, session: SessionId) -> PathBuf {
        let name = assay::session::sandbox_name(session);
        self.data.join("s").join(name).join("workspace")
    }

    /// The engine's name for a session's container.
    pub async fn container(&self, session: SessionId) -> Result<String> {
        let name = assay::session::sandbox_name(session);
        Ok(self.docker().await?.container_name(&name))
    }

    pub async fn store(&self) -> Result<Store> {
        Ok(Store::open(&self.data.join("assay.sqlite3")).await?)
    }

    /// The engine, as this installation sees it.
    pub async fn docker(&self) -> Result<Docker> {
        let name = self.containers.0.clone().unwrap_or_default();
        Docker::connect(&name, None)
            .await
            .context("these tests need a Docker Engine")
    }

    /// Waits until the service has removed every container that it made.
    pub async fn no_container(&self) -> Result<()> {
        let docker = self.docker().await?;
        until("no container is left", SOON, async || {
            Ok(docker.list().await?.is_empty().then_some(()))
        })
        .await
    }

    /// Stops the service and removes its containers. Every test that passes must end with this.
    pub async fn close(mut self) -> Result<()> {
        self.stop().await?;
        self.containers.remove();
        // The engine may still be working: a sandbox of checks is removed after they are done.
        self.no_container().await
    }
}

/// Removes an installation's containers when a test ends, however it ends.
#[derive(Default)]
struct Containers(Option<String>);

impl Containers {
    fn remove(&self) {
        let Some(installation) = &self.0 else { return };
        let filter = format!("label=assay.installation={installation}");
        let listed = std::process::Command::new("docker")
            .args(["ps", "--all", "--quiet", "--filter", &filter])
            .output();
        let Ok(listed) = listed else { return };
        let ids = String::from_utf8_lossy(&listed.stdout).into_owned();
        if !ids.trim().is_empty() {
            let mut remove = std::process::Command::new("docker");
            remove
                .args(["rm", "--force", "--volumes"])
                .args(ids.split_whitespace());
            let _ = remove.output();
        }
    }
}

impl Drop for Containers {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Terminal 1, once it shows a prompt.
pub async fn prompt(candidate: &CandidateClient) -> Result<TerminalClient> {
    let attached = tokio::time::timeout(SOON, candidate.terminal(1)).await;
    let mut terminal = attached.context("the terminal does not attach")??;
    if !terminal
        .snapshot
        .as_deref()
        .unwrap_or_default()
        .contains("$ ")
    {
        terminal.wait_for("$ ", SOON).await?;
    }
    Ok(terminal)
}

/// Looks repeatedly until there is something to see.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let looking = async {
        loop {
            if let Some(seen) = look().await? {
                return Ok(seen);
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    let seen = tokio::time::timeout(limit, looking).await;
    seen.with_context(|| format!("within {limit:?} it did not come to this: {what}"))?
}
