//! `assay pipeline list`.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::cli::print::print;
use crate::config::PipelineDirs;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ListArgs {
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pipelines: PipelineDirs,
}

/// Exit status 1 if one of them cannot be read; the others are listed all the same.
pub(super) fn run(args: &ListArgs) -> anyhow::Result<ExitCode> {
    let pipelines = args.pipelines.open()?;
    let names = pipelines.names()?;
    let width = names.iter().map(String::len).max().unwrap_or(0);
    let (mut text, mut listed, mut broken) = (String::new(), Vec::new(), false);
    for name in &names {
        match pipelines.open(name) {
            Ok(base) => {
                let it = base.manifest();
                let _ = writeln!(text, "{name:width$}  {:8} {}", it.title, it.needs);
                listed.push(serde_json::to_value(it)?);
            }
            Err(error) => {
                broken = true;
                let _ = writeln!(text, "{name:width$}  cannot be read: {error}");
            }
        }
    }
    let shown = if args.json {
        format!("{}\n", serde_json::to_string_pretty(&listed)?)
    } else {
        text
    };
    print(&shown)?;
    Ok(ExitCode::from(u8::from(broken)))
}
