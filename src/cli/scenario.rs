//! `assay scenario`: commands for authors, one file each.

mod check;
mod diff;
pub(super) mod interrupt;
mod lint;
mod list;
mod live;
mod new;
pub(super) mod sandbox_args;
mod schema;
mod selection;
mod show;
mod sweep;
mod terminal;
mod try_out;

use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Prove scenarios: lint them, then run every variant against every check in real sandboxes.
    Check(check::CheckArgs),
    /// Print how a candidate's tree differs from the healthy pipeline, as a unified diff.
    Diff(diff::DiffArgs),
    /// Look for what a matrix cannot see: leaks, missing reasons, checks that prove nothing.
    Lint(lint::LintArgs),
    /// List all scenarios.
    List(list::ListArgs),
    /// Create a scenario that already passes, to be changed step by step.
    New(new::NewArgs),
    /// Print the JSON Schema of scenario.toml, for editors.
    Schema(schema::SchemaArgs),
    /// Show what a scenario teaches, breaks, checks and asks, and whether it is proven.
    Show(show::ShowArgs),
    /// Open the sandbox as a candidate gets it, in your terminal.
    Try(try_out::TryArgs),
}

pub(super) async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(args) => check::run(args).await,
        Command::Diff(args) => diff::run(&args),
        Command::Lint(args) => lint::run(&args),
        Command::List(args) => list::run(&args),
        Command::New(args) => new::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Show(args) => show::run(&args).await,
        Command::Try(args) => try_out::run(args).await,
    }
}
