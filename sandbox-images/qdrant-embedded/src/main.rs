//! The command line of the server.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use qdrant_embedded::server::{Options, Server};
use tokio::signal::unix::{SignalKind, signal};
use tracing::info;
use tracing_subscriber::EnvFilter;

/// The log filter if `RUST_LOG` is not set. The engine warns that switches of the full server are
/// not set; its defaults are intended here.
const LOG_FILTER: &str =
    "info,qdrant_edge=warn,qdrant_edge::common::flags=error,qdrant_edge::common::mmap=error";

/// Serves Qdrant's gRPC and REST API on the qdrant-edge engine.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The directory in which collections are stored.
    #[arg(long, env = "QDRANT_EMBEDDED_STORAGE", default_value = "/data/qdrant")]
    storage: PathBuf,
    /// The address to listen on.
    #[arg(long, env = "QDRANT_EMBEDDED_HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    /// The port of the REST API; 0 picks a free port.
    #[arg(long, env = "QDRANT_EMBEDDED_REST_PORT", default_value_t = 6333)]
    rest_port: u16,
    /// The port of the gRPC API; 0 picks a free port.
    #[arg(long, env = "QDRANT_EMBEDDED_GRPC_PORT", default_value_t = 6334)]
    grpc_port: u16,
    /// The gateway that receives reports of calls to the store. Without it, nothing is reported.
    #[arg(long, env = "QDRANT_EMBEDDED_REPORT", value_name = "ADDRESS")]
    report: Option<SocketAddr>,
}

fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG_FILTER));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .init();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(16)
        .enable_all()
        .build()
        .context("cannot start the runtime")?
        .block_on(serve(Arguments::parse()))
}

async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let server = Server::start(&Options {
        storage: arguments.storage,
        rest: SocketAddr::new(arguments.host, arguments.rest_port),
        grpc: SocketAddr::new(arguments.host, arguments.grpc_port),
        report: arguments.report,
    })
    .await?;
    tokio::select! {
        _ = terminate.recv() => info!("SIGTERM"),
        _ = interrupt.recv() => info!("SIGINT"),
    }
    server.stop().await
}
