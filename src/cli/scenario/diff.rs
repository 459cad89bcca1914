//! `assay scenario diff`: how a variant's tree differs from the healthy pipeline.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::ExitCode;

use similar::TextDiff;

use super::selection::{load, variant};
use crate::cli::print::print;
use crate::config::LibraryDirs;
use crate::scenario::workspace::tree;
use crate::scenario::{Scenario, Variant};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct DiffArgs {
    /// The scenario's name.
    slug: String,
    /// The variant to compare. The default is what a candidate gets.
    #[arg(long, value_name = "V", default_value = "faulty")]
    variant: String,
    /// The track. The default is the scenario's first.
    #[arg(long, value_name = "PIPELINE")]
    track: Option<String>,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) fn run(args: &DiffArgs) -> anyhow::Result<ExitCode> {
    let library = args.library.open()?;
    let scenario = load(&library, &args.slug, args.track.as_deref())?;
    let other = variant(&scenario, &args.variant)?;
    print(&diff(&scenario, &other)?)?;
    Ok(ExitCode::SUCCESS)
}

fn diff(scenario: &Scenario, variant: &Variant) -> anyhow::Result<String> {
    let healthy = tree(scenario, &Variant::Healthy)?;
    let other = tree(scenario, variant)?;
    let paths: BTreeSet<_> = healthy.keys().chain(other.keys()).collect();
    let mut text = String::new();
    for path in paths {
        let (before, after) = (healthy.get(path), other.get(path));
        if before == after {
            continue;
        }
        let name = |side: &str, there: bool| {
            if there {
                format!("{side}/{path}")
            } else {
                "/dev/null".to_owned()
            }
        };
        let (from, to) = (name("a", before.is_some()), name("b", after.is_some()));
        let side = |file: Option<&crate::pipeline::SourceFile>| {
            file.map_or(Some(String::new()), |it| {
                String::from_utf8(it.bytes.clone()).ok()
            })
        };
        match (side(before), side(after)) {
            (Some(before), Some(after)) => {
                let diff = TextDiff::from_lines(&before, &after);
                let _ = write!(text, "{}", diff.unified_diff().header(&from, &to));
            }
            _ => {
                let _ = writeln!(text, "Binary files {from} and {to} differ");
            }
        }
    }
    Ok(text)
}
