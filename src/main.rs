//! The program: parses the command line, does what it says, gives the exit status.

use std::io::Write as _;
use std::process::ExitCode;

use assay::cli::{Cli, NOT_DONE};
use clap::Parser as _;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter =
        EnvFilter::try_from_env("ASSAY_LOG").unwrap_or_else(|_| EnvFilter::new(cli.log_level()));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let outcome = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(cli.run()));
    outcome.unwrap_or_else(|error| {
        // Not `eprintln!`, which panics if the terminal was closed meanwhile.
        let _ = writeln!(std::io::stderr(), "error: {error:#}");
        ExitCode::from(NOT_DONE)
    })
}
