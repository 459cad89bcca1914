//! The command line: a file a command.

mod bench;
mod demo;
mod dev_trace;
mod long_trace;
mod scenario;
mod serve;
mod session;
mod trace;
mod types;
mod user;

use std::process::ExitCode;

use anyhow::Context as _;

use crate::config::{DataDir, ServeArgs};
use crate::store::Store;

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

/// Something that was examined is not right.
const NOT_RIGHT: u8 = 1;
/// It could not be done. Also what clap exits with for a command line that it cannot read.
pub const NOT_DONE: u8 = 2;

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
            Command::Scenario(command) => scenario::run(command).await,
            Command::Serve(args) => serve::run(args).await,
            Command::User(command) => user::run(command).await,
            Command::Session(command) => session::run(command).await,
            Command::Trace(command) => trace::run(command).await,
            Command::Types(args) => types::run(&args),
        }
    }
}

/// The database of a data folder, which must be there: a wrong path is not answered with an
/// empty database.
async fn existing_store(data: &DataDir) -> anyhow::Result<Store> {
    let file = data.database();
    anyhow::ensure!(
        file.is_file(),
        "there is no database in {}; name the service's folder with --data-dir",
        data.path.display()
    );
    Store::open(&file)
        .await
        .with_context(|| format!("{} cannot be opened", file.display()))
}

/// The database of a data folder, made if absent.
async fn store(data: &DataDir) -> anyhow::Result<Store> {
    std::fs::create_dir_all(&data.path)
        .with_context(|| format!("{} cannot be made", data.path.display()))?;
    let file = data.database();
    Store::open(&file)
        .await
        .with_context(|| format!("{} cannot be opened", file.display()))
}
