//! The matrix of `stale-answers` with real pipelines on this machine: no container, everything
//! else as it is. Slow, and needs the pipeline's dependencies compiled, so it is run by hand:
//!
//! ```text
//! ASSAY_TEST_PIPELINE_TARGET=DIR ASSAY_TEST_QDRANT=target/release/qdrant-embedded \
//!     cargo nextest run --release -p assay --lib check::host_tests --run-ignored all
//! ```

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio_util::sync::CancellationToken;

use super::matrix::surprises;
use super::verification::{
    CallKind, Command, Exit, Finished, ObservedCall, SandboxFault, VerificationSandbox,
};
use super::{SandboxFactory, run};
use crate::gateway::embedding_cache::MemoryCache;
use crate::gateway::{self, Call, CallSink, Embedder, Gateway, GatewayConfig, Phase, RecordError};
use crate::scenario::{self, Library, Scenario, Variant};

/// A workspace, a Qdrant and a gateway on this machine.
struct Host {
    folder: tempfile::TempDir,
    target: PathBuf,
    rest: u16,
    grpc: u16,
    gateway: u16,
    calls: Calls,
    stop: CancellationToken,
    _qdrant: tokio::process::Child,
}

type Calls = Arc<Mutex<Vec<ObservedCall>>>;

struct Observer(Calls);

impl CallSink for Observer {
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>> {
        let kind = match call.kind {
            gateway::CallKind::Chat => Some(CallKind::Chat),
            gateway::CallKind::Embedding => Some(CallKind::Embedding),
            _ => None,
        };
        if let (Some(kind), Phase::Completed) = (kind, call.phase) {
            let (status, request) = (call.status, call.request.to_vec());
            self.0.lock().unwrap().push(ObservedCall {
                kind,
                status,
                request,
            });
        }
        Box::pin(async { Ok(()) })
    }
}

impl Host {
    async fn start(embedder: Arc<Embedder>, target: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let calls = Calls::default();
        let sink = Arc::new(Observer(calls.clone()));
        let gateway = Gateway::new(
            GatewayConfig::default(),
            embedder,
            sink,
            gateway::Spent::default(),
        );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let stop = CancellationToken::new();
        tokio::spawn(gateway::serve(gateway.unwrap(), listener, stop.clone()));

        let (rest, grpc) = (free_port().await, free_port().await);
        let program = std::env::var("ASSAY_TEST_QDRANT").unwrap();
        let mut qdrant = tokio::process::Command::new(program)
            .arg("--storage")
            .arg(folder.path().join("qdrant"))
            .args([
                "--rest-port",
                &rest.to_string(),
                "--grpc-port",
                &grpc.to_string(),
            ])
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(qdrant.stderr.take().unwrap()).lines();
        while tokio::net::TcpStream::connect(("127.0.0.1", grpc))
            .await
            .is_err()
        {
            tokio::select! {
                line = lines.next_line() => assert!(line.unwrap().is_some(), "Qdrant ended"),
                () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {}
            }
        }
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self {
            folder,
            target,
            rest,
            grpc,
            gateway: port,
            calls,
            stop,
            _qdrant: qdrant,
        }
    }

    fn workspace(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    fn here(&self, word: &str) -> String {
        let state = self
            .folder
            .path()
            .join("state")
            .to_string_lossy()
            .into_owned();
        word.replace("/build", &self.target.to_string_lossy())
            .replace("/data/halden", &state)
            .replace("localhost:6333", &format!("127.0.0.1:{}", self.rest))
    }

    async fn execute(&self, command: Command) -> std::io::Result<Finished> {
        std::fs::create_dir_all(self.folder.path().join("state"))?;
        let mut child = tokio::process::Command::new(
            command.argv[0].replace("/build", &self.target.to_string_lossy()),
        )
        .args(command.argv[1..].iter().map(|word| self.here(word)))
        .current_dir(self.workspace())
        .env("CARGO_TARGET_DIR", &self.target)
        .env("HALDEN_STATE", self.folder.path().join("state"))
        .env("QDRANT_URL", format!("http://127.0.0.1:{}", self.grpc))
        .env(
            "OPENAI_BASE_URL",
            format!("http://127.0.0.1:{}/v1", self.gateway),
        )
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let reading = async {
            tokio::try_join!(out.read_to_end(&mut stdout), err.read_to_end(&mut stderr))?;
            child.wait().await
        };
        let exit = match tokio::time::timeout(command.limit, reading).await {
            Ok(status) => Exit::Status(status?.code().unwrap_or(137)),
            Err(_) => Exit::TimedOut,
        };
        Ok(Finished {
            exit,
            stdout,
            stderr,
            truncated: false,
        })
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn free_port() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

fn fault(error: impl std::fmt::Display) -> SandboxFault {
    SandboxFault(error.to_string())
}

impl VerificationSandbox for Host {
    fn run(&self, command: Command) -> BoxFuture<'_, Result<Finished, SandboxFault>> {
        Box::pin(async move { self.execute(command).await.map_err(fault) })
    }

    fn put_file(&self, path: &str, bytes: &[u8]) -> Result<(), SandboxFault> {
        let path = self.workspace().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).map_err(fault)?;
        std::fs::write(path, bytes).map_err(fault)
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
}

struct Factory<'a> {
    library: &'a Library,
    scenario: &'a Scenario,
    variant: &'a Variant,
    embedder: Arc<Embedder>,
}

impl SandboxFactory for Factory<'_> {
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn VerificationSandbox>, SandboxFault>> {
        Box::pin(async move {
            let target = std::env::var("ASSAY_TEST_PIPELINE_TARGET").unwrap();
            let host = Host::start(self.embedder.clone(), target.into()).await;
            scenario::build(self.library, self.scenario, self.variant, &host.workspace())
                .map_err(fault)?;
            Ok(Box::new(host) as Box<dyn VerificationSandbox>)
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes; needs the pipeline's compiled dependencies and the qdrant-embedded program"]
async fn the_matrix_of_stale_answers_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = Library {
        scenarios: root.join("scenarios"),
        pipelines: root.join("sandbox-images/pipelines"),
    };
    let scenario = Scenario::load(&library, "stale-answers").unwrap();
    let base = library.base(&scenario).unwrap();
    let model = gateway::minilm::default_directory();
    let embedder = Embedder::start(&model, Arc::new(MemoryCache::default())).unwrap();
    let only = std::env::var("ASSAY_TEST_VARIANT").ok();
    let mut surprised = Vec::new();
    for variant in Variant::all(&scenario) {
        if only
            .as_ref()
            .is_some_and(|only| *only != variant.to_string())
        {
            continue;
        }
        let factory = Factory {
            library: &library,
            scenario: &scenario,
            variant: &variant,
            embedder: embedder.clone(),
        };
        let mut results = Vec::new();
        run(&scenario, &base, &factory, |result| {
            let seconds = result.duration / 1_000_000;
            eprintln!(
                "{variant:28} {:20} {:5?} {seconds:3} s  {}",
                result.check, result.outcome, result.summary
            );
            results.push(result);
        })
        .await;
        surprised.extend(surprises(&scenario, &variant, &results));
    }
    assert!(surprised.is_empty(), "{surprised:#?}");
}
