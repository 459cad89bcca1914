//! `assay types`: the HTTP interface's types for the front end.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::exit_status::NOT_RIGHT;
use crate::routes::typescript;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write.
    #[arg(default_value = "web/src/api/types.ts")]
    file: PathBuf,
    /// Write nothing. Fail if the file is not current.
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let Args { file, check } = args;
    let types = typescript::types();
    if !check {
        std::fs::write(file, types)
            .with_context(|| format!("{} cannot be written", file.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let found = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    if found == types {
        return Ok(ExitCode::SUCCESS);
    }
    println!("{0} is not current; run `assay types {0}`", file.display());
    Ok(ExitCode::from(NOT_RIGHT))
}
