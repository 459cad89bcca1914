//! `assay scenario lint`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use serde_json::json;

use super::selection::chosen;
use crate::cli::exit_status::NOT_RIGHT;
use crate::cli::print::print;
use crate::config::LibraryDirs;
use crate::scenario::lint::{self, Finding};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct LintArgs {
    /// The scenarios' names. The default is all scenarios.
    slugs: Vec<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
    /// The track. The default is all of a scenario's tracks.
    #[arg(long, value_name = "PIPELINE")]
    track: Option<String>,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) fn run(args: &LintArgs) -> anyhow::Result<ExitCode> {
    let library = args.library.open()?;
    let mut findings: Vec<Finding> = Vec::new();
    let scenarios = chosen(&library, &args.slugs, true, args.track.as_deref())?;
    for scenario in &scenarios {
        for finding in lint::all(&library, scenario)? {
            // What the tracks share is found on each of them.
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    if args.json {
        print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&json!({ "findings": findings }))?
        ))?;
    } else {
        let slugs: BTreeSet<_> = scenarios.iter().map(|it| &it.manifest.id).collect();
        let (many, found) = (slugs.len(), findings.len());
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
