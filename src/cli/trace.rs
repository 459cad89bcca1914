//! `assay trace`: verify, export and import traces, and show whose signature to expect.

mod export;
mod import;
mod key;
mod public_key;
mod verify;

use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Check that nothing in a trace was changed, dropped, moved or added. An exported folder or
    /// archive is checked with nothing else at hand; a session in the database.
    Verify(verify::Args),
    /// Write a session's trace into a new folder, or an archive (.tar.zst), readable and
    /// verifiable without Assay.
    Export(export::Args),
    /// Take in a trace that was exported elsewhere. It is verified first, and read-only after.
    Import(import::Args),
    /// Print this installation's public key, and its fingerprint.
    Key(key::Args),
}

pub(super) async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Verify(args) => verify::run(args).await,
        Command::Export(args) => export::run(args).await,
        Command::Import(args) => import::run(args).await,
        Command::Key(args) => key::run(&args),
    }
}
