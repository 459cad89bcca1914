//! Commands that run once, as the candidate, before the service can connect.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context;
use assay_protocol::ToService;
use rustix::process::Signal;

use crate::agent::Agent;
use crate::config::Prepare;

/// How long one command may take before the sandbox goes on without it.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// Runs all, in order. A failure is told to the service and does not keep the sandbox from
/// starting: the candidate would see nothing at all.
pub async fn run_all(agent: &Agent, commands: &[Prepare]) {
    for command in commands {
        let started = Instant::now();
        let status = match run(agent, command).await {
            Ok(0) => {
                let took = started.elapsed();
                tracing::info!("prepare {}: done in {} ms", command.name, took.as_millis());
                continue;
            }
            Ok(status) => status,
            Err(error) => {
                tracing::error!("prepare {}: {error:#}", command.name);
                -1
            }
        };
        tracing::error!("prepare {}: failed with {status}", command.name);
        let name = format!("prepare:{}", command.name);
        agent.notify(ToService::ServiceEnded { name, status, restarted: false });
    }
}

async fn run(agent: &Agent, prepare: &Prepare) -> anyhow::Result<i32> {
    let mut command = agent.environment.command(&prepare.argv).context("argv is empty")?;
    let child = command.stdin(Stdio::null()).spawn()?;
    let running = agent.children.adopt(&child);
    if let Ok(status) = tokio::time::timeout(TIME_LIMIT, running.ended).await {
        return Ok(status?);
    }
    rustix::process::kill_process(running.pid, Signal::KILL)?;
    anyhow::bail!("took longer than {} s", TIME_LIMIT.as_secs())
}
