//! `assay trace`: verifies, exports and imports traces, and shows which key signs them.

mod export;
mod import;
mod key;
mod public_key;
mod verify;

use std::process::ExitCode;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Check that nothing in a trace was changed, removed, moved or added. An exported folder or
    /// archive needs nothing else; a session is read from the database.
    Verify(verify::Args),
    /// Write a session's trace to a new folder or archive (.tar.zst), which can be
    /// read and verified without Assay.
    Export(export::Args),
    /// Import a trace that was exported elsewhere. It is verified first, and read-only afterwards.
    Import(import::Args),
    /// Print this installation's public key and its fingerprint.
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
