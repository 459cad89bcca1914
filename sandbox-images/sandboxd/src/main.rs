//! `sandboxd`: PID 1 of a sandbox.
//!
//! It owns the candidate's terminals and keeps their output until the service says that it is
//! durable. It starts the sandbox's services, forwards ports to the gateway and reaps children. It
//! is the only trusted process in a hostile container: the candidate can neither signal it, read
//! it, nor reach its socket.
//!
//! Everything runs on one thread. [`children`] depends on that: a child is registered before the
//! reaper can run.

mod agent;
mod children;
mod config;
mod environment;
mod forward;
mod link;
mod oom;
mod prepare;
mod privileges;
mod processes;
mod services;
mod terminal;
mod terminals;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, ensure};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use agent::Agent;
use config::Config;
use environment::Environment;

/// Paths and users. The defaults are those of a sandbox; tests use their own folders.
#[derive(Parser, Debug)]
#[command(version, about = "PID 1 of an Assay sandbox")]
struct Options {
    /// The folder shared with the service, with the sockets in it.
    #[arg(long, default_value = "/run/assay")]
    run_dir: PathBuf,
    /// The image's configuration.
    #[arg(long, default_value = "/etc/assay")]
    etc_dir: PathBuf,
    /// Where the candidate's shells start.
    #[arg(long, default_value = "/workspace")]
    workspace: PathBuf,
    /// The user that the service runs as. Only this user and root may connect.
    #[arg(long, env = "ASSAY_SERVICE_UID", default_value_t = 0)]
    service_uid: u32,
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .without_time()
        .with_ansi(false)
        .init();
    let options = Options::parse();
    ensure!(
        options.service_uid != environment::CANDIDATE_UID,
        "the service has the candidate's uid {}: the candidate could connect to the agent",
        environment::CANDIDATE_UID
    );
    privileges::confine().context("giving up privileges")?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?
        .block_on(run(options))
}

async fn run(options: Options) -> anyhow::Result<()> {
    // Handlers come before anything is started: PID 1 ignores signals without a handler, and one
    // that arrives meanwhile must not be lost.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;

    let config = Config::load(&options.etc_dir)?;
    let environment = Environment::new(&options.etc_dir, &options.run_dir, &options.workspace);
    let agent = Arc::new(Agent::new(environment)?);
    let reaper = Arc::clone(&agent);
    tokio::spawn(async move { reaper.children.reap().await });
    for forward in &config.forward {
        forward::start(forward, &options.run_dir).await?;
    }
    let services = services::start(&agent, config.service);
    prepare::run_all(&agent, config.prepare).await;
    let listener = link::listen(&options.run_dir, options.service_uid)?;
    tokio::spawn(link::accept(
        listener,
        options.service_uid,
        Arc::clone(&agent),
    ));

    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("received a signal to stop");
    agent.hang_up_all().await;
    services.stop().await;
    agent.all_acknowledged().await;
    agent.children.kill_all();
    Ok(())
}
