//! `assay dev-trace`: a long synthetic session in a data folder, for trying out the desk.

use std::process::ExitCode;

use super::long_trace::{LongTrace, PLANTED};
use super::opening::store;
use crate::config::{DataDir, LibraryDirs};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The scenario that the session claims to be about.
    #[arg(long, default_value = "stale-answers")]
    scenario: String,
    #[command(flatten)]
    trace: LongTrace,
    /// Only print what is hidden in a worked session for reviewers to find.
    #[arg(long)]
    planted: bool,
    #[command(flatten)]
    data: DataDir,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    if args.planted {
        for (name, says) in PLANTED {
            println!("{name}: {says}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let library = args.library.open()?;
    let store = store(&args.data).await?;
    let made = args.trace.make(&store, &library, &args.scenario).await;
    store.close().await;
    let (session, made) = made?;
    println!("{session}");
    eprintln!(
        "{} events, {} bytes of terminal output, {} changes of files, {} model calls",
        made.events, made.output, made.changes, made.calls
    );
    Ok(ExitCode::SUCCESS)
}
