//! `assay scenario lint`.

use std::process::ExitCode;

use serde_json::json;

use super::print::print;
use super::selection::chosen;
use crate::cli::exit_status::NOT_RIGHT;
use crate::config::LibraryDirs;
use crate::scenario::lint;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct LintArgs {
    /// The scenarios' names. The default is all scenarios.
    slugs: Vec<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) fn run(args: &LintArgs) -> anyhow::Result<ExitCode> {
    let library = args.library.open()?;
    let mut findings = Vec::new();
    let scenarios = chosen(&library, &args.slugs, true)?;
    for scenario in &scenarios {
        findings.extend(lint::all(&library, scenario)?);
    }
    if args.json {
        print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&json!({ "findings": findings }))?
        ))?;
    } else {
        let (many, found) = (scenarios.len(), findings.len());
        print(&format!(
            "{}{many} scenarios, {found} findings\n",
            lint::text(&findings)
        ))?;
    }
    Ok(if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_RIGHT)
    })
}
