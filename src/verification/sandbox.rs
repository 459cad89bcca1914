//! One verification sandbox: container, workspace, gateway. Dropping it removes all of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::container::Container;
use super::fault::fault;
use super::observer::{self, Calls, Observer};
use super::plan::{LayOut, Plan, Stores};
use super::process::{Open, Talking, finished};
use super::workspace::digests;
use crate::background;
use crate::check::verification::{Exit, FILE_LIMIT, Process, STDERR_LIMIT, STDOUT_LIMIT};
use crate::check::{Command, Finished, ObservedCall, SandboxFault, VerificationSandbox};
use crate::domain::ids::Digest;
use crate::gateway::{self, Gateway, Spent};
use crate::pipeline::PipelineManifest;
use crate::sandbox::command::{ExecSpec, Runner};
use crate::sandbox::directory::SandboxDirectory;
use crate::sandbox::gateway_socket::listen;
use crate::sandbox::workspace_files::WorkspaceFiles;
use crate::sandbox::{Docker, Purpose, SandboxSpec};
use crate::scenario::check_spec::Stub;

/// How long a sandbox may take until its agent listens and its services answer.
const READY: Duration = Duration::from_secs(60);
/// How often to check whether the agent listens.
const LOOK: Duration = Duration::from_millis(5);

pub struct Sandbox {
    container: Container,
    directory: SandboxDirectory,
    pipeline: PipelineManifest,
    calls: Calls,
    gateway: Option<Arc<Gateway>>,
    stop: CancellationToken,
    workspace: Option<WorkspaceFiles>,
    handed_in: BTreeMap<String, Digest>,
    open: Open,
}

impl Sandbox {
    /// If the future is dropped, everything that was made is removed, from the first folder on.
    pub(super) async fn make(
        plan: &Plan,
        lay_out: &LayOut,
        stores: Stores<'_>,
    ) -> Result<Self, SandboxFault> {
        let docker = plan.resources.docker.get().await.map_err(fault)?;
        let name = format!("v{}", uuid::Uuid::now_v7().simple());
        let directory = SandboxDirectory::at(plan.resources.folder(&name));
        let folder = directory.path().to_owned();
        let mut sandbox = Self {
            container: Container::planned(docker.clone(), name.clone(), folder),
            directory,
            pipeline: plan.pipeline.clone(),
            calls: Arc::default(),
            gateway: None,
            stop: CancellationToken::new(),
            workspace: None,
            handed_in: BTreeMap::new(),
            open: Open::default(),
        };
        let state = plan.pipeline.state_name();
        sandbox.directory.prepare(state).map_err(fault)?;
        if let Stores::Moved(from) = stores {
            move_in(from, &sandbox.directory.data())?;
        }
        let folder = sandbox.directory.workspace();
        lay_out(folder.clone()).await?;
        sandbox.workspace = Some(WorkspaceFiles::open(&folder).map_err(fault)?);
        let reading = background::spawn(move || digests(&folder));
        sandbox.handed_in = reading.await.map_err(fault)?.map_err(fault)?;
        sandbox.serve_gateway(plan)?;
        let spec = SandboxSpec {
            name,
            purpose: Purpose::Verification,
            image: plan.image.clone(),
            directory: sandbox.directory.path().to_owned(),
            limits: plan.limits.clone(),
            host: plan.pipeline.command.clone(),
            state: state.to_owned(),
            read_only: Vec::new(),
        };
        let starting = async move { docker.start(&spec).await };
        sandbox.container.start(starting).await?;
        sandbox.wait_until_ready().await?;
        Ok(sandbox)
    }

    fn serve_gateway(&mut self, plan: &Plan) -> Result<(), SandboxFault> {
        let config = observer::config(&plan.resources.gateway_config, plan.timed);
        let sink = Arc::new(Observer(self.calls.clone()));
        let embedder = plan.resources.embedder.clone();
        let gateway = Gateway::new(config, embedder, sink, Spent::default()).map_err(fault)?;
        let listener = listen(&self.directory).map_err(fault)?;
        let serving = gateway::serve(gateway.clone(), listener, self.stop.clone());
        tokio::spawn(serving);
        self.gateway = Some(gateway);
        Ok(())
    }

    /// The agent listens only after its preparation, which creates the build folder. A command
    /// before that would end the preparation, because it ends all of the candidate's processes.
    async fn wait_until_ready(&self) -> Result<(), SandboxFault> {
        let deadline = Instant::now() + READY;
        let socket = self.directory.agent_socket();
        while !socket.exists() {
            if Instant::now() > deadline {
                return Err(self.silent("its agent does not listen").await);
            }
            tokio::time::sleep(LOOK).await;
        }
        let probe = "until /usr/bin/curl --disable -sf localhost:6333/readyz >/dev/null; \
                     do /usr/bin/sleep 0.02; done";
        let argv = ["/bin/sh", "-c", probe].map(str::to_owned).to_vec();
        let finished = self.run(Command::new(argv, READY)).await?;
        if finished.exit == Exit::Status(0) {
            return Ok(());
        }
        Err(self.silent("its services do not answer").await)
    }

    async fn silent(&self, what: &str) -> SandboxFault {
        let log = self.docker().log_tail(self.container.name()).await;
        SandboxFault(format!("{what}; the end of the agent's log: {log}"))
    }

    /// Ends the sandbox and moves its stores to `place`.
    pub(super) async fn into_stores(self, place: &Path) -> Result<(), SandboxFault> {
        let removed = self.docker().remove(self.container.name()).await;
        removed.map_err(fault)?;
        std::fs::rename(self.directory.data(), place).map_err(fault)
    }

    fn docker(&self) -> &Docker {
        self.container.docker()
    }

    fn files(&self) -> Result<&WorkspaceFiles, SandboxFault> {
        self.workspace
            .as_ref()
            .ok_or_else(|| SandboxFault("it has no workspace".into()))
    }

    fn spec(&self, command: &Command) -> ExecSpec {
        ExecSpec {
            argv: command.argv.clone(),
            env: command.env.clone(),
            timeout: command.limit,
            stdout_limit: STDOUT_LIMIT,
            stderr_limit: STDERR_LIMIT,
            by: if self.open.none() {
                Runner::Alone
            } else {
                Runner::Beside
            },
        }
    }
}

/// Replaces the empty stores with those that a candidate left.
fn move_in(from: &Path, to: &Path) -> Result<(), SandboxFault> {
    std::fs::remove_dir_all(to).map_err(fault)?;
    std::fs::rename(from, to).map_err(|error| {
        SandboxFault(format!(
            "the stores that the candidate left no longer exist ({error}); they are kept \
             until the checks are done, and lost if the service stops while a check uses them"
        ))
    })
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(gateway) = &self.gateway {
            // A call that hangs on purpose would keep the gateway from stopping.
            gateway.stubs().clear();
        }
        self.stop.cancel();
    }
}

impl VerificationSandbox for Sandbox {
    fn pipeline(&self) -> &PipelineManifest {
        &self.pipeline
    }

    fn run(&self, command: Command) -> BoxFuture<'_, Result<Finished, SandboxFault>> {
        Box::pin(async move {
            let spec = self.spec(&command);
            let started = Instant::now();
            let name = self.container.name();
            let done = self.docker().exec(name, &spec, &command.stdin).await;
            let done = done.map_err(fault)?;
            Ok(finished(done, started.elapsed(), command.limit))
        })
    }

    fn start(&self, command: Command) -> BoxFuture<'_, Result<Box<dyn Process>, SandboxFault>> {
        Box::pin(async move {
            let spec = self.spec(&command);
            let name = self.container.name();
            let conversation = self.docker().converse(name, &spec).await;
            let conversation = conversation.map_err(fault)?;
            let counted = self.open.another();
            let talking = Talking::new(conversation, command.limit, counted);
            Ok(Box::new(talking) as Box<dyn Process>)
        })
    }

    fn handed_in(&self) -> &BTreeMap<String, Digest> {
        &self.handed_in
    }

    fn put_file(&self, path: &str, bytes: &[u8]) -> Result<(), SandboxFault> {
        self.files()?.put(path, bytes, false).map_err(fault)
    }

    fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>, SandboxFault> {
        self.files()?.read(path, FILE_LIMIT).map_err(fault)
    }

    fn remove(&self, path: &str) -> Result<(), SandboxFault> {
        self.files()?.remove(path).map_err(fault)
    }

    fn calls(&self) -> Vec<ObservedCall> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.clone()
    }

    fn stub(&self, stub: Option<Stub>) {
        if let Some(gateway) = &self.gateway {
            observer::apply(gateway.stubs(), stub);
        }
    }
}
