//! `assay scenario schema`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::cli::print::print;
use crate::scenario::schema;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SchemaArgs {
    /// Write it to this file instead of printing it.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

pub(super) fn run(args: &SchemaArgs) -> anyhow::Result<ExitCode> {
    let text = schema::text();
    match &args.write {
        Some(file) => std::fs::write(file, text)
            .with_context(|| format!("{} cannot be written", file.display()))?,
        None => print(&text)?,
    }
    Ok(ExitCode::SUCCESS)
}
