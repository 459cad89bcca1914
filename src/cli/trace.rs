//! `assay trace`: verify and export traces.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use serde_json::json;

use super::{NOT_RIGHT, existing_store};
use crate::config::DataDir;
use crate::domain::ids::SessionId;
use crate::store::Store;
use crate::trace::bundle::{self, BundleError, Verified};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Check that nothing in a trace was changed, dropped, moved or added. An exported folder is
    /// checked with nothing else at hand; a session in the database.
    Verify {
        /// An exported folder.
        #[arg(required_unless_present = "session", conflicts_with = "session")]
        folder: Option<PathBuf>,
        /// A session in the database.
        #[arg(long, value_name = "ID")]
        session: Option<SessionId>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        data: DataDir,
    },
    /// Write a session's trace into a new folder, readable and verifiable without Assay.
    Export {
        /// The session.
        session: SessionId,
        /// The folder to make.
        folder: PathBuf,
        #[command(flatten)]
        data: DataDir,
    },
}

pub(super) async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Verify {
            folder: Some(folder),
            json,
            ..
        } => report(bundle::verify_folder(&folder), json),
        Command::Verify {
            session,
            json,
            data,
            ..
        } => {
            let session = session.context("name a folder or a session")?;
            let store = store_with(&data, session).await?;
            let result = bundle::verify_stored(&store, session, |_, _, _| Ok(())).await;
            store.close().await;
            report(result, json)
        }
        Command::Export {
            session,
            folder,
            data,
        } => {
            let store = store_with(&data, session).await?;
            refuse_used(&folder)?;
            let result = bundle::export(&store, session, &folder).await;
            store.close().await;
            let Verified { events, .. } = result?;
            println!(
                "Exported to {}, number of events: {events}.",
                folder.display()
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// A trace that does not verify is an answer; one that cannot be read is an error.
fn report(result: Result<Verified, BundleError>, json: bool) -> anyhow::Result<ExitCode> {
    let flaw = match result {
        Ok(Verified { events, head }) => {
            if json {
                println!(
                    "{}",
                    json!({ "verified": true, "events": events, "head": head })
                );
            } else {
                println!("Verified, number of events: {events}. The last one's hash is {head}.");
            }
            return Ok(ExitCode::SUCCESS);
        }
        Err(
            error @ (BundleError::Store(_) | BundleError::File { .. } | BundleError::Version(_)),
        ) => {
            return Err(error.into());
        }
        Err(flaw) => flaw.to_string(),
    };
    if json {
        println!("{}", json!({ "verified": false, "flaw": flaw }));
    } else {
        println!("{flaw}");
    }
    Ok(ExitCode::from(NOT_RIGHT))
}

async fn store_with(data: &DataDir, session: SessionId) -> anyhow::Result<Store> {
    let store = existing_store(data).await?;
    let known = store.session(session).await?.is_some();
    anyhow::ensure!(known, "there is no session {session}");
    Ok(store)
}

/// What is in an older export must not be taken for part of the new one.
fn refuse_used(folder: &Path) -> anyhow::Result<()> {
    let used =
        folder.exists() && std::fs::read_dir(folder).map_or(true, |mut it| it.next().is_some());
    anyhow::ensure!(
        !used,
        "{} is there and not empty; name a new folder",
        folder.display()
    );
    Ok(())
}
