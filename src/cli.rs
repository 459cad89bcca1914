//! The command line, one file for each command.

mod bench;
mod demo;
mod dev_trace;
mod exit_status;
mod long_trace;
mod opening;
mod pipeline;
mod print;
mod report;
mod scenario;
mod serve;
mod session;
mod trace;
mod types;
mod user;

use std::process::ExitCode;

use crate::config::ServeArgs;

pub use exit_status::NOT_DONE;

/// Paid work-sample sessions for AI engineers, recorded, replayed and scored.
#[derive(Debug, clap::Parser)]
#[command(
    version,
    after_help = "Exit status: 0 if all is well, 1 if something that was examined is wrong, \
                  2 if the command could not be carried out."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Measure this machine, with each figure beside that of the usual alternative.
    Bench(bench::BenchArgs),
    /// Watch a real session from invitation to score.
    Demo(demo::DemoArgs),
    /// Make a long synthetic session for trying out the desk. Prints its id.
    #[command(hide = true)]
    DevTrace(dev_trace::Args),
    /// List and prove pipelines, and print the schema of their manifest.
    #[command(subcommand)]
    Pipeline(pipeline::Command),
    /// Export a session's report.
    #[command(subcommand)]
    Report(report::Command),
    /// List, show, create, try, lint and prove scenarios.
    #[command(subcommand)]
    Scenario(scenario::Command),
    /// Serve pages and sandboxes until stopped.
    Serve(ServeArgs),
    /// Manage practitioners' accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Invite candidates and list sessions.
    #[command(subcommand)]
    Session(session::Command),
    /// Verify, export and import traces.
    #[command(subcommand)]
    Trace(trace::Command),
    /// Write the HTTP interface's types as TypeScript.
    Types(types::Args),
}

impl Cli {
    /// What is logged unless `ASSAY_LOG` says otherwise. Commands that print an answer log less.
    pub fn log_level(&self) -> &'static str {
        match self.command {
            Command::Scenario(_) | Command::Pipeline(_) => "warn",
            _ => "info",
        }
    }

    /// An error means that the command could not be carried out. What was found wrong
    /// is in the exit code.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Bench(args) => bench::run(args).await,
            Command::Demo(args) => demo::run(args).await,
            Command::DevTrace(args) => dev_trace::run(args).await,
            Command::Pipeline(command) => pipeline::run(command).await,
            Command::Report(command) => report::run(command).await,
            Command::Scenario(command) => scenario::run(command).await,
            Command::Serve(args) => serve::run(args).await,
            Command::User(command) => user::run(command).await,
            Command::Session(command) => session::run(command).await,
            Command::Trace(command) => trace::run(command).await,
            Command::Types(args) => types::run(&args),
        }
    }
}
