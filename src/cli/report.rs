//! `assay report`: a session's report as a file.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::opening::existing_store;
use crate::config::{DataDir, LibraryDirs, ReviewArgs};
use crate::domain::ids::SessionId;
use crate::editions::Editions;
use crate::scoring::report;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Write a session's report as one HTML file that opens without a server and prints well.
    /// Nothing is withheld: it contains verdicts, names and every review.
    Export {
        /// The session's id.
        session: SessionId,
        /// The file to write.
        file: PathBuf,
        #[command(flatten)]
        data: DataDir,
        #[command(flatten)]
        library: LibraryDirs,
        #[command(flatten)]
        review: ReviewArgs,
    },
}

pub(super) async fn run(command: Command) -> anyhow::Result<ExitCode> {
    let Command::Export {
        session,
        file,
        data,
        library,
        review,
    } = command;
    let library = library.open()?;
    let store = existing_store(&data).await?;
    let record = store.session(session).await?;
    let record = record.with_context(|| format!("there is no session {session}"))?;
    let editions = Editions::new(store.clone(), library, data.path.join("editions"));
    let scenario = editions.scenario_of(&record).await?;
    let gathered = report::gather(&store, record, &scenario, review.policy()).await?;
    store.close().await;
    std::fs::write(&file, report::html::page(&gathered)?)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    println!("Written to {}.", file.display());
    Ok(ExitCode::SUCCESS)
}
