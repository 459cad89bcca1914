//! `assay scenario`: what authors use, a file a command.

mod check;
mod diff;
mod interrupt;
mod lint;
mod list;
mod live;
mod new;
mod print;
mod sandbox_args;
mod schema;
mod selection;
mod show;
mod terminal;
mod try_out;

use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Prove scenarios: lint them, then run every variant against every check in real sandboxes.
    Check(check::CheckArgs),
    /// What a candidate's tree differs in from the healthy pipeline, as a unified diff.
    Diff(diff::DiffArgs),
    /// Look for what a matrix cannot see: leaks, missing reasons, checks that claim nothing.
    Lint(lint::LintArgs),
    /// All scenarios.
    List(list::ListArgs),
    /// Make a new scenario that already passes, to be changed step by step.
    New(new::NewArgs),
    /// The JSON Schema of scenario.toml, for editors.
    Schema(schema::SchemaArgs),
    /// What a scenario teaches, breaks, checks and asks, and how far it is proven.
    Show(show::ShowArgs),
    /// The sandbox as a candidate gets it, in your terminal.
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
