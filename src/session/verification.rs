//! Verification sandboxes: made fresh, with nothing of the candidate's but the files of the trace.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::conduct::Parts;
use super::running::listen;
use crate::check::verification::{Exit, STDERR_LIMIT, STDOUT_LIMIT};
use crate::check::{
    CallKind, Command, Finished, ObservedCall, SandboxFactory, SandboxFault, VerificationSandbox,
};
use crate::gateway::{self, Call, CallSink, Gateway, Phase, RecordError, Spent};
use crate::sandbox::directory::SandboxDirectory;
use crate::sandbox::exec::ExecSpec;
use crate::sandbox::limits::Limits;
use crate::sandbox::workspace_files::WorkspaceFiles;
use crate::sandbox::{Docker, Purpose, SandboxSpec};

/// Exit statuses of `timeout` for a command that ran out of time.
const TIMED_OUT: [i64; 2] = [124, 137];
/// How long a sandbox may take until its services answer.
const READY: std::time::Duration = std::time::Duration::from_secs(30);

/// Puts the candidate's files into an empty folder; for each sandbox anew.
pub type LayOut =
    Box<dyn Fn(PathBuf) -> BoxFuture<'static, Result<(), SandboxFault>> + Send + Sync>;

/// Makes verification sandboxes.
pub struct Factory {
    /// What sessions are made of.
    pub parts: Arc<Parts>,
    /// The image.
    pub image: String,
    /// What a sandbox may use.
    pub limits: Limits,
    /// The candidate's files.
    pub lay_out: LayOut,
}

impl SandboxFactory for Factory {
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn VerificationSandbox>, SandboxFault>> {
        Box::pin(async move {
            let sandbox = self.make().await?;
            sandbox.wait_until_ready().await?;
            Ok(Box::new(sandbox) as Box<dyn VerificationSandbox>)
        })
    }
}

impl Factory {
    async fn make(&self) -> Result<Sandbox, SandboxFault> {
        let docker = self.parts.docker.get().await.map_err(fault)?;
        let name = format!("v{}", uuid::Uuid::now_v7().simple());
        let directory = SandboxDirectory::at(self.parts.data_dir.join("v").join(&name));
        directory.prepare().map_err(fault)?;
        // From here on, dropping removes what was made.
        let mut sandbox = Sandbox {
            docker,
            name,
            directory,
            calls: Arc::default(),
            stop: CancellationToken::new(),
            workspace: None,
        };
        (self.lay_out)(sandbox.directory.workspace()).await?;
        sandbox.workspace =
            Some(WorkspaceFiles::open(&sandbox.directory.workspace()).map_err(fault)?);
        let sink = Arc::new(Observer(sandbox.calls.clone()));
        let config = self.parts.gateway_config.clone();
        let gateway = Gateway::new(config, self.parts.embedder.clone(), sink, Spent::default());
        let listener = listen(&sandbox.directory).map_err(fault)?;
        tokio::spawn(gateway::serve(
            gateway.map_err(fault)?,
            listener,
            sandbox.stop.clone(),
        ));
        let spec = SandboxSpec {
            name: sandbox.name.clone(),
            purpose: Purpose::Verification,
            image: self.image.clone(),
            directory: sandbox.directory.path().to_owned(),
            limits: self.limits.clone(),
            read_only: Vec::new(),
        };
        sandbox.docker.start(&spec).await.map_err(fault)?;
        Ok(sandbox)
    }
}

type Calls = Arc<Mutex<Vec<ObservedCall>>>;

struct Sandbox {
    docker: Docker,
    name: String,
    directory: SandboxDirectory,
    calls: Calls,
    stop: CancellationToken,
    workspace: Option<WorkspaceFiles>,
}

impl Sandbox {
    /// The agent listens only after its preparation, which makes the build folder.
    async fn wait_until_ready(&self) -> Result<(), SandboxFault> {
        let probe = "until curl -sf localhost:6333/readyz >/dev/null && test -w /build && \
                     test -e /build/CACHEDIR.TAG -o -e /build/debug; do sleep 0.05; done";
        let argv = ["sh", "-c", probe].map(str::to_owned).to_vec();
        let finished = self.run(Command { argv, limit: READY }).await?;
        if finished.exit == Exit::Status(0) {
            return Ok(());
        }
        let log = self.docker.log_tail(&self.name).await;
        Err(SandboxFault(format!(
            "its services do not answer; the agent's last words: {log}"
        )))
    }

    fn files(&self) -> Result<&WorkspaceFiles, SandboxFault> {
        self.workspace
            .as_ref()
            .ok_or_else(|| SandboxFault("it has no workspace".into()))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
        let (docker, name) = (self.docker.clone(), std::mem::take(&mut self.name));
        let directory = self.directory.clone();
        tokio::spawn(async move {
            if let Err(error) = docker.remove(&name).await {
                tracing::error!(name, %error, "a verification sandbox is left behind");
            }
            if let Err(error) = directory.remove() {
                tracing::error!(name, %error, "a verification sandbox's folder is left behind");
            }
        });
    }
}

impl VerificationSandbox for Sandbox {
    fn run(&self, command: Command) -> BoxFuture<'_, Result<Finished, SandboxFault>> {
        Box::pin(async move {
            let spec = ExecSpec {
                argv: command.argv,
                timeout: command.limit,
                stdout_limit: STDOUT_LIMIT,
                stderr_limit: STDERR_LIMIT,
            };
            let started = std::time::Instant::now();
            let done = self.docker.exec(&self.name, &spec).await.map_err(fault)?;
            let out_of_time =
                TIMED_OUT.contains(&done.status) && started.elapsed() >= command.limit;
            let exit = if out_of_time {
                Exit::TimedOut
            } else {
                Exit::Status(i32::try_from(done.status).unwrap_or(i32::MAX))
            };
            let (stdout, stderr, truncated) = (done.stdout, done.stderr, done.truncated);
            Ok(Finished {
                exit,
                stdout,
                stderr,
                truncated,
            })
        })
    }

    fn put_file(&self, path: &str, bytes: &[u8]) -> Result<(), SandboxFault> {
        self.files()?.put(path, bytes, false).map_err(fault)
    }

    fn remove(&self, path: &str) -> Result<(), SandboxFault> {
        self.files()?.remove(path).map_err(fault)
    }

    fn calls(&self) -> Vec<ObservedCall> {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn fault(error: impl std::fmt::Display) -> SandboxFault {
    SandboxFault(error.to_string())
}

/// Keeps what the gateway saw.
struct Observer(Calls);

impl CallSink for Observer {
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>> {
        let kind = match call.kind {
            gateway::CallKind::Chat => Some(CallKind::Chat),
            gateway::CallKind::Embedding => Some(CallKind::Embedding),
            _ => None,
        };
        if let (Some(kind), Phase::Completed) = (kind, call.phase) {
            let request = call.request.to_vec();
            let seen = ObservedCall {
                kind,
                status: call.status,
                request,
            };
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(seen);
        }
        Box::pin(async { Ok(()) })
    }
}
