//! The program: parses the command line, does what it says, gives the exit status.

use std::io::Write as _;
use std::process::ExitCode;

use assay::cli::{Cli, NOT_DONE};
use clap::Parser as _;
use tracing_subscriber::EnvFilter;

const THREADS_PER_PROCESSOR: usize = 4;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter =
        EnvFilter::try_from_env("ASSAY_LOG").unwrap_or_else(|_| EnvFilter::new(cli.log_level()));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let outcome = runtime()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(cli.run()));
    outcome.unwrap_or_else(|error| {
        // Not `eprintln!`, which panics if the terminal was closed meanwhile.
        let _ = writeln!(std::io::stderr(), "error: {error:#}");
        ExitCode::from(NOT_DONE)
    })
}

/// More threads than processors: a request that computes for long shares a processor with a keystroke
/// then, by the kernel's scheduler, and does not go before it.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(processors * THREADS_PER_PROCESSOR)
        .enable_all()
        .build()
}
