//! The commands. Each gathers what it needs, calls the library and prints one JSON document.

mod ask;
mod eval;
mod ingest;
mod prompts;
mod search;
mod session;
mod stats;

use anyhow::Result;
use serde::Serialize;

use crate::cli::{Cli, Command};
use halden::config::{Config, Environment};

/// Runs a command.
pub async fn run(cli: Cli) -> Result<()> {
    let environment = Environment::from_process();
    if let Command::Prompts(arguments) = cli.command {
        return prompts::run(&environment, arguments);
    }
    let config = Config::load(&cli.config)?;
    match cli.command {
        Command::Ingest(arguments) => ingest::run(&config, &environment, arguments).await,
        Command::Search(arguments) => search::run(&config, &environment, arguments).await,
        Command::Ask(arguments) => ask::run(&config, &environment, arguments).await,
        Command::Eval(arguments) => eval::run(&config, &environment, arguments).await,
        Command::Stats => stats::run(&config, &environment).await,
        Command::Prompts(_) => unreachable!("handled above"),
    }
}

fn print(document: &impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(document)?);
    Ok(())
}
