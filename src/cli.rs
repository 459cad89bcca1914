//! The command line: a file a command.

mod bench;
mod demo;
mod dev_trace;
mod exit_status;
mod long_trace;
mod opening;
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
    after_help = "Exit status: 0 if all is well, 1 if something that was examined is not right, \
                  2 if it could not be done."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Measure this machine's figures beside what one would otherwise have.
    Bench(bench::BenchArgs),
    /// Watch a real session go from invitation to score.
    Demo(demo::DemoArgs),
    /// Make a long synthetic session, to try the desk on; prints its id.
    #[command(hide = true)]
    DevTrace(dev_trace::Args),
    /// Reports: write one as a file.
    #[command(subcommand)]
    Report(report::Command),
    /// Scenarios: list, show, make, try, lint and prove them.
    #[command(subcommand)]
    Scenario(scenario::Command),
    /// Serve pages and sandboxes until stopped.
    Serve(ServeArgs),
    /// Practitioners' accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Sessions: invite candidates, list what there is.
    #[command(subcommand)]
    Session(session::Command),
    /// Traces: verify and export them.
    #[command(subcommand)]
    Trace(trace::Command),
    /// Write the HTTP interface's types as TypeScript.
    Types(types::Args),
}

impl Cli {
    /// What is logged unless `ASSAY_LOG` says otherwise: commands that answer a person are quiet.
    pub fn log_level(&self) -> &'static str {
        match self.command {
            Command::Scenario(_) => "warn",
            _ => "info",
        }
    }

    /// Does what the line says. An error is something that could not be done.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Bench(args) => bench::run(args).await,
            Command::Demo(args) => demo::run(args).await,
            Command::DevTrace(args) => dev_trace::run(args).await,
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
