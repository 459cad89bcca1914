//! `assay pipeline`: commands for those who bring a pipeline, one file each.

mod check;
mod list;
mod schema;

use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Prove that a pipeline keeps the contract, in a sandbox.
    Check(check::CheckArgs),
    /// List all pipelines, with what each says about itself.
    List(list::ListArgs),
    /// Print the JSON Schema of pipeline.toml, for editors.
    Schema(schema::SchemaArgs),
}

pub(super) async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(args) => check::run(args).await,
        Command::List(args) => list::run(&args),
        Command::Schema(args) => schema::run(&args),
    }
}
