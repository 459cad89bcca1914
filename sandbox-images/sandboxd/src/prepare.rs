//! Commands that run once, as the candidate, when the sandbox starts.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use assay_protocol::ToService;
use rustix::process::Signal;

use crate::agent::Agent;
use crate::config::Prepare;
use crate::oom;

/// How long one command may take before the sandbox continues without it.
const TIME_LIMIT: Duration = Duration::from_mins(2);

/// Runs all in order, and waits for those that are not in the background. A failure is reported to
/// the service but does not keep the sandbox from starting: otherwise the candidate would see
/// nothing at all.
pub async fn run_all(agent: &Arc<Agent>, commands: Vec<Prepare>) {
    for command in commands {
        if command.background {
            let agent = Arc::clone(agent);
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(command.delay_ms)).await;
                run_one(&agent, &command).await;
            });
        } else {
            run_one(agent, &command).await;
        }
    }
}

async fn run_one(agent: &Agent, command: &Prepare) {
    let started = Instant::now();
    let status = run(agent, command).await.unwrap_or_else(|error| {
        tracing::error!("prepare {}: {error:#}", command.name);
        -1
    });
    let took = started.elapsed().as_millis();
    if status == 0 {
        tracing::info!("prepare {}: done in {took} ms", command.name);
        return;
    }
    tracing::error!(
        "prepare {}: failed with {status} after {took} ms",
        command.name
    );
    let name = format!("prepare:{}", command.name);
    agent.notify(ToService::ServiceEnded {
        name,
        status,
        restarted: false,
    });
}

async fn run(agent: &Agent, prepare: &Prepare) -> anyhow::Result<i32> {
    let mut command = agent
        .environment
        .command(&prepare.argv)
        .context("argv is empty")?;
    let child = oom::expose(|| command.stdin(Stdio::null()).spawn())?;
    let running = agent.children.adopt(&child);
    if let Ok(status) = tokio::time::timeout(TIME_LIMIT, running.ended).await {
        return Ok(status?);
    }
    rustix::process::kill_process(running.pid, Signal::KILL)?;
    anyhow::bail!("took longer than {} s", TIME_LIMIT.as_secs())
}
