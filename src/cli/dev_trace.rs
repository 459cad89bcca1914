//! `assay dev-trace`: a long synthetic session in a data folder, for trying out the desk.

use std::process::ExitCode;

use super::long_trace::LongTrace;
use super::opening::store;
use crate::config::{DataDir, LibraryDirs};
use crate::scenario::Scenario;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The scenario that the session claims to be about.
    #[arg(long, default_value = "stale-answers")]
    scenario: String,
    #[command(flatten)]
    trace: LongTrace,
    #[command(flatten)]
    data: DataDir,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let scenario = Scenario::load(&args.library.open()?, &args.scenario)?;
    let store = store(&args.data).await?;
    let made = args.trace.make(&store, &scenario).await;
    store.close().await;
    let (session, made) = made?;
    println!("{session}");
    eprintln!(
        "{} events, {} bytes of terminal output, {} changes of files, {} model calls",
        made.events, made.output, made.changes, made.calls
    );
    Ok(ExitCode::SUCCESS)
}
