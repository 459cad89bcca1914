//! The `halden` command: one JSON document on stdout, logs on stderr.

mod cli;
mod commands;

use std::process::ExitCode;

use clap::Parser;

use halden::telemetry::Telemetry;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    // Started before and dropped after the runtime: the last spans are sent while nothing else runs.
    let _telemetry = Telemetry::start();
    let outcome = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(commands::run(cli)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
