//! The sandbox's services: started at boot, kept running, stopped in the reverse order.
//!
//! Their output goes to the agent's output, and so to the container's log.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use assay_protocol::ToService;
use rustix::process::Signal;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::agent::Agent;
use crate::children::Running;
use crate::config::{Restart, Service};
use crate::environment::{CANDIDATE_UID, DEFAULT_PATH, become_user};
use crate::oom;

const FIRST_DELAY: Duration = Duration::from_millis(200);
const LONGEST_DELAY: Duration = Duration::from_secs(10);
/// A service that ran this long counts as stable: its next delay is the first one again.
const WELL_AFTER: Duration = Duration::from_secs(30);
/// How long a service has to exit before it is killed.
const STOP_GRACE: Duration = Duration::from_millis(1500);

pub struct Services {
    kept: Vec<Kept>,
}

struct Kept {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

pub fn start(agent: &Arc<Agent>, services: Vec<Service>) -> Services {
    let keep = |service| {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(keep_alive(Arc::clone(agent), service, stopped));
        Kept { stop, task }
    };
    Services {
        kept: services.into_iter().map(keep).collect(),
    }
}

impl Services {
    /// Stops them one after the other, the last one first.
    pub async fn stop(self) {
        for kept in self.kept.into_iter().rev() {
            // For a service that ended for good, nobody listens.
            let _ = kept.stop.send(());
            let _ = kept.task.await;
        }
    }
}

async fn keep_alive(agent: Arc<Agent>, service: Service, mut stopped: oneshot::Receiver<()>) {
    let mut delay = FIRST_DELAY;
    loop {
        let started = Instant::now();
        let status = match launch(&agent, &service) {
            Ok(mut running) => tokio::select! {
                status = &mut running.ended => status.unwrap_or(-1),
                _ = &mut stopped => return stop(&service.name, running).await,
            },
            Err(error) => {
                tracing::error!("service {}: {error:#}", service.name);
                -1
            }
        };
        if started.elapsed() > WELL_AFTER {
            delay = FIRST_DELAY;
        }
        let restarted = service.restart == Restart::Always;
        tracing::warn!(restarted, "service {} ended with {status}", service.name);
        agent.notify(ToService::ServiceEnded {
            name: service.name.clone(),
            status,
            restarted,
        });
        if !restarted {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            _ = &mut stopped => return,
        }
        delay = (delay * 2).min(LONGEST_DELAY);
    }
}

fn launch(agent: &Agent, service: &Service) -> anyhow::Result<Running> {
    let (program, arguments) = service.argv.split_first().context("argv is empty")?;
    // A service of root would give the candidate, who can talk to it, a way to become root. A
    // service of the candidate's could be replaced by them.
    ensure!(
        service.uid != 0 && service.uid != CANDIDATE_UID,
        "uid {} is not allowed",
        service.uid
    );
    let mut command = Command::new(program);
    command.args(arguments);
    become_user(&mut command, service.uid, service.gid);
    command
        .env_clear()
        .env("PATH", DEFAULT_PATH)
        .envs(&service.env);
    command
        .current_dir(directory(&service.directory))
        .stdin(Stdio::null());
    let child = oom::expose(|| command.spawn()).with_context(|| format!("starting {program}"))?;
    let running = agent.children.adopt(&child);
    tracing::info!("service {} runs as process {}", service.name, child.id());
    Ok(running)
}

fn directory(path: &Path) -> &Path {
    if path.is_dir() { path } else { Path::new("/") }
}

async fn stop(name: &str, running: Running) {
    let _ = rustix::process::kill_process(running.pid, Signal::TERM);
    if tokio::time::timeout(STOP_GRACE, running.ended)
        .await
        .is_err()
    {
        tracing::warn!("service {name} did not stop: killing it");
        let _ = rustix::process::kill_process(running.pid, Signal::KILL);
    }
}
