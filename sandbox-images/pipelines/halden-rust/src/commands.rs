//! The commands. Each gathers what it needs, calls the library and prints one JSON document.

mod answers;
mod ask;
mod eval;
mod ingest;
mod judge;
mod prompts;
mod reports;
mod score;
mod search;
mod session;
mod stats;
mod worker;

use std::io::{ErrorKind, Write};

use anyhow::Result;
use serde::Serialize;

use crate::cli::{Cli, Command, Eval};
use halden::config::{Config, Environment};

/// Runs a command.
pub async fn run(cli: Cli) -> Result<()> {
    let environment = Environment::from_process();
    // Only what needs the configuration fails without it.
    let config = || Config::load(&cli.config);
    match cli.command {
        Command::Ingest(arguments) => ingest::run(&config()?, &environment, arguments).await,
        Command::Search(arguments) => search::run(&config()?, &environment, arguments).await,
        Command::Ask(arguments) => ask::run(&config()?, &environment, arguments).await,
        Command::Worker(arguments) => worker::run(&config()?, &environment, &arguments).await,
        Command::Answers(arguments) => answers::run(&environment, &arguments),
        Command::Eval(Eval { past: Some(past), .. }) => reports::run(&past),
        Command::Eval(arguments) => eval::run(&config()?, &environment, arguments).await,
        Command::Score(arguments) => score::run(&arguments),
        Command::Judge(arguments) => judge::run(config, &environment, &arguments).await,
        Command::Stats => stats::run(&config()?, &environment).await,
        Command::Prompts(arguments) => prompts::run(&environment, arguments),
    }
}

fn print(document: &impl Serialize) -> Result<()> {
    let line = serde_json::to_string(document)?;
    match writeln!(std::io::stdout(), "{line}") {
        // Whoever reads it has seen enough, as in `halden search … | head -c 80`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}
