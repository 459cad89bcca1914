//! `assay trace`: verify, export and import traces, and show whose signature to expect.

mod export;
mod import;
mod key;
mod verify;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::{NOT_RIGHT, existing_store, store};
use crate::config::DataDir;
use crate::domain::ids::SessionId;
use crate::domain::signature::PublicKey;
use crate::store::Store;

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

/// A public key as it is given on the command line: itself, or the name of a file that holds it.
fn public_key(given: Option<&str>) -> anyhow::Result<Option<PublicKey>> {
    let Some(given) = given else { return Ok(None) };
    if let Ok(key) = given.parse() {
        return Ok(Some(key));
    }
    let text = std::fs::read_to_string(Path::new(given)).with_context(|| {
        format!("{given:?} is neither a public key (64 hexadecimal digits) nor a file")
    })?;
    // What `assay trace key` prints is such a file as well: the key is its first word.
    let first = text.split_whitespace().next().unwrap_or_default();
    let key = first
        .parse()
        .with_context(|| format!("{given} holds no public key"))?;
    Ok(Some(key))
}

async fn store_with(data: &DataDir, session: SessionId) -> anyhow::Result<Store> {
    let store = existing_store(data).await?;
    let known = store.session(session).await?.is_some();
    anyhow::ensure!(known, "there is no session {session}");
    Ok(store)
}
