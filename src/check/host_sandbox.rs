//! A verification sandbox without a container: a workspace, a Qdrant and a gateway on this
//! machine, everything else as it is. For authors' own pipelines; it walls in nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio_util::sync::CancellationToken;

use super::host_process::HostProcess;
use super::verification::{
    Command, Exit, Finished, Judge, ObservedCall, Opening, Process, SandboxFactory, SandboxFault,
    Starting, TextModel, VerificationSandbox,
};
use crate::domain::ids::Digest;
use crate::gateway::{self, Embedder, Gateway, GatewayConfig};
use crate::scenario::check_spec::{CheckKind, Stub};
use crate::scenario::folder::Files;
use crate::scenario::{self, Library, Scenario, Variant};
use crate::session::verification::observer::{self, Calls, Observer};

const CARGO: &str = "/usr/local/cargo/bin/cargo";

/// Makes them for one variant of a scenario.
pub struct HostFactory {
    /// Where everything is.
    pub library: Library,
    /// The scenario.
    pub scenario: Scenario,
    /// The variant.
    pub variant: Variant,
    /// Cargo's folder for it, and for nobody else at the same time.
    pub target: PathBuf,
    /// The `qdrant-embedded` program.
    pub qdrant: PathBuf,
    /// The embedding model.
    pub embedder: Arc<Embedder>,
}

struct Host {
    folder: tempfile::TempDir,
    target: PathBuf,
    rest: u16,
    grpc: u16,
    port: u16,
    calls: Calls,
    gateway: Arc<Gateway>,
    handed_in: BTreeMap<String, Digest>,
    stop: CancellationToken,
    _qdrant: tokio::process::Child,
}

impl HostFactory {
    async fn make(&self, variant: &Variant, target: PathBuf) -> Result<Host, SandboxFault> {
        let folder = tempfile::tempdir().map_err(fault)?;
        let workspace = folder.path().join("workspace");
        scenario::build(&self.library, &self.scenario, variant, &workspace).map_err(fault)?;
        let calls = Calls::default();
        let sink = Arc::new(Observer(calls.clone()));
        let checks = &self.scenario.manifest.check;
        let timed = checks
            .iter()
            .any(|it| matches!(it.run, CheckKind::Latency(_)));
        let config = observer::config(&GatewayConfig::default(), timed);
        let gateway = Gateway::new(
            config,
            self.embedder.clone(),
            sink,
            gateway::Spent::default(),
        );
        let gateway = gateway.map_err(fault)?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.map_err(fault)?;
        let port = listener.local_addr().map_err(fault)?.port();
        let stop = CancellationToken::new();
        tokio::spawn(gateway::serve(gateway.clone(), listener, stop.clone()));
        let (rest, grpc) = (free_port().await?, free_port().await?);
        let qdrant = start_qdrant(&self.qdrant, &folder.path().join("qdrant"), rest, grpc).await?;
        std::fs::create_dir_all(folder.path().join("state")).map_err(fault)?;
        Ok(Host {
            handed_in: observer_digests(&workspace)?,
            folder,
            target,
            rest,
            grpc,
            port,
            calls,
            gateway,
            stop,
            _qdrant: qdrant,
        })
    }

    /// A copy of the target folder, so that one pipeline's program does not replace another's.
    fn other_target(&self, name: &str) -> Result<PathBuf, SandboxFault> {
        let other = PathBuf::from(format!("{}-{name}", self.target.display()));
        copy_target(&self.target, &other).map_err(fault)?;
        Ok(other)
    }
}

/// Copies a target folder to where there is none.
pub fn copy_target(from: &Path, to: &Path) -> std::io::Result<()> {
    if to.exists() {
        return Ok(());
    }
    let mut copy = std::process::Command::new("cp");
    let done = copy
        .args(["-a", "--reflink=auto"])
        .arg(from)
        .arg(to)
        .status()?;
    let problem = || std::io::Error::other(format!("cp ended with {done}"));
    done.success().then_some(()).ok_or_else(problem)
}

fn observer_digests(workspace: &Path) -> Result<BTreeMap<String, Digest>, SandboxFault> {
    crate::session::verification::workspace::digests(workspace).map_err(fault)
}

async fn start_qdrant(
    program: &Path,
    storage: &Path,
    rest: u16,
    grpc: u16,
) -> Result<tokio::process::Child, SandboxFault> {
    let mut qdrant = tokio::process::Command::new(program)
        .arg("--storage")
        .arg(storage)
        .args(["--rest-port", &rest.to_string()])
        .args(["--grpc-port", &grpc.to_string()])
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| SandboxFault(format!("{}: {error}", program.display())))?;
    let mut lines = BufReader::new(qdrant.stderr.take().unwrap()).lines();
    for port in [grpc, rest] {
        while tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_err()
        {
            tokio::select! {
                line = lines.next_line() => if !matches!(line, Ok(Some(_))) {
                    return Err(SandboxFault("Qdrant ended".into()));
                },
                () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {}
            }
        }
    }
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(qdrant)
}

async fn free_port() -> Result<u16, SandboxFault> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let address = listener.and_then(|listener| listener.local_addr());
    Ok(address.map_err(fault)?.port())
}

fn fault(error: impl std::fmt::Display) -> SandboxFault {
    SandboxFault(error.to_string())
}

impl Host {
    fn workspace(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// A word of a command as it is here.
    fn here(&self, word: &str) -> String {
        let target = self.target.to_string_lossy();
        let place = |word: &str, path: &str, here: &str| {
            let below = word.strip_prefix(path);
            below
                .filter(|rest| rest.is_empty() || rest.starts_with('/'))
                .map(|rest| format!("{here}{rest}"))
        };
        place(word, "/build", &target)
            .or_else(|| place(word, "/data/halden", &self.state().to_string_lossy()))
            .unwrap_or_else(|| word.replace("localhost:6333", &format!("127.0.0.1:{}", self.rest)))
    }

    fn command(&self, command: &Command) -> tokio::process::Command {
        let program = match command.argv[0].as_str() {
            CARGO => "cargo".to_owned(),
            program => self.here(program),
        };
        let mut path = std::env::var_os("PATH").unwrap_or_default();
        path.push(":");
        path.push(self.target.join("debug"));
        let mut here = tokio::process::Command::new(program);
        here.args(command.argv[1..].iter().map(|word| self.here(word)))
            .current_dir(self.workspace())
            .env("PATH", path)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("HALDEN_STATE", self.state())
            .env("QDRANT_URL", format!("http://127.0.0.1:{}", self.grpc))
            .env("QDRANT_REST_URL", format!("http://127.0.0.1:{}", self.rest))
            .env(
                "OPENAI_BASE_URL",
                format!("http://127.0.0.1:{}/v1", self.port),
            )
            .env_remove("OTEL_EXPORTER_OTLP_ENDPOINT")
            .envs(&command.env);
        here
    }

    fn talk(&self, command: &Command) -> Result<HostProcess, SandboxFault> {
        HostProcess::spawn(self.command(command), command.limit, None).map_err(fault)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.gateway.stubs().clear();
        self.stop.cancel();
    }
}

impl VerificationSandbox for Host {
    fn run(&self, command: Command) -> BoxFuture<'_, Result<Finished, SandboxFault>> {
        Box::pin(async move {
            let mut process = match self.talk(&command) {
                Ok(process) => process,
                // As `env` has it.
                Err(fault) => {
                    return Ok(Finished {
                        exit: Exit::Status(127),
                        stdout: Vec::new(),
                        stderr: fault.0.into_bytes(),
                        truncated: false,
                    });
                }
            };
            process.send(&command.stdin).await?;
            Box::new(process).close().await
        })
    }

    fn start(&self, command: Command) -> BoxFuture<'_, Result<Box<dyn Process>, SandboxFault>> {
        Box::pin(async move {
            let process = self.talk(&command)?;
            Ok(Box::new(process) as Box<dyn Process>)
        })
    }

    fn handed_in(&self) -> &BTreeMap<String, Digest> {
        &self.handed_in
    }

    fn put_file(&self, path: &str, bytes: &[u8]) -> Result<(), SandboxFault> {
        let path = self.workspace().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).map_err(fault)?;
        std::fs::write(path, bytes).map_err(fault)
    }

    fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>, SandboxFault> {
        let path = self.workspace().join(path);
        path.is_file()
            .then(|| std::fs::read(path).map_err(fault))
            .transpose()
    }

    fn remove(&self, path: &str) -> Result<(), SandboxFault> {
        let path = self.workspace().join(path);
        if path.is_dir() {
            std::fs::remove_dir_all(path).map_err(fault)
        } else if path.exists() {
            std::fs::remove_file(path).map_err(fault)
        } else {
            Ok(())
        }
    }

    fn calls(&self) -> Vec<ObservedCall> {
        self.calls.lock().unwrap().clone()
    }

    fn stub(&self, stub: Option<Stub>) {
        observer::apply(self.gateway.stubs(), stub);
    }
}

impl SandboxFactory for HostFactory {
    fn open(&self) -> Opening<'_> {
        Box::pin(async move {
            let host = self.make(&self.variant, self.target.clone()).await?;
            Ok(Box::new(host) as Box<dyn VerificationSandbox>)
        })
    }

    fn open_healthy(&self) -> Opening<'_> {
        Box::pin(async move {
            let target = self.other_target("healthy")?;
            let host = self.make(&Variant::Healthy, target).await?;
            Ok(Box::new(host) as Box<dyn VerificationSandbox>)
        })
    }

    /// Here the sandbox in which the script ran goes on; in a container it is a fresh one.
    fn open_live(&self) -> Opening<'_> {
        Box::pin(async move {
            let script = self.scenario.manifest.verification.live.clone();
            let script = script.ok_or_else(|| fault("`verification.live` names no script"))?;
            let host = self.make(&self.variant, self.target.clone()).await?;
            let limit = std::time::Duration::from_mins(20);
            for words in [
                vec![CARGO, "build", "--offline", "--quiet"],
                vec!["bash", &script],
            ] {
                let argv = words.iter().map(|&word| word.to_owned()).collect();
                let done = host.run(Command::new(argv, limit)).await?;
                if done.exit != Exit::Status(0) {
                    let stderr = String::from_utf8_lossy(&done.stderr).into_owned();
                    return Err(fault(format!("{words:?}: {:?}: {stderr}", done.exit)));
                }
            }
            Ok(Box::new(host) as Box<dyn VerificationSandbox>)
        })
    }

    fn judge<'a>(&'a self, hidden: &'a Files, judge: Judge) -> Starting<'a> {
        Box::pin(async move {
            let process = HostProcess::judge(hidden, &judge).map_err(fault)?;
            Ok(Box::new(process) as Box<dyn Process>)
        })
    }

    fn text_model(&self) -> &dyn TextModel {
        self.embedder.as_ref()
    }
}
