//! `assay trace export`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::opening::store_with;
use crate::config::DataDir;
use crate::domain::ids::SessionId;
use crate::trace::bundle::{self, archive};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The session's id.
    session: SessionId,
    /// The folder to create, or the archive if the name ends in .tar.zst.
    target: PathBuf,
    #[command(flatten)]
    data: DataDir,
}

pub(super) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let store = store_with(&args.data, args.session).await?;
    refuse_used(&args.target)?;
    let result = bundle::export(&store, args.session, &args.target).await;
    store.close().await;
    let verified = result?;
    println!(
        "Exported to {}, number of events: {}.",
        args.target.display(),
        verified.events
    );
    if verified.keys.is_empty() {
        println!("The trace is not signed. It is signed when the session ends.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Files of an older export must not be taken for part of the new one.
fn refuse_used(target: &Path) -> anyhow::Result<()> {
    let name = target.to_string_lossy();
    let other = [".tar", ".tar.gz", ".tgz", ".zip", ".tar.xz"];
    let other = other.iter().find(|ending| name.ends_with(*ending));
    if let Some(ending) = other {
        anyhow::bail!("archives end in .tar.zst, not {ending}");
    }
    let used = if archive::is_archive(target) {
        target.exists()
    } else {
        target.exists() && std::fs::read_dir(target).map_or(true, |mut it| it.next().is_some())
    };
    anyhow::ensure!(
        !used,
        "{} already exists and is not empty; give a new name",
        target.display()
    );
    Ok(())
}
