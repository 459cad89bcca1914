//! `assay scenario list`.

use std::fmt::Write as _;
use std::process::ExitCode;

use serde_json::json;

use crate::cli::exit_status::NOT_RIGHT;
use crate::cli::print::print;
use crate::config::LibraryDirs;
use crate::scenario::Scenario;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ListArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) fn run(args: &ListArgs) -> anyhow::Result<ExitCode> {
    let library = args.library.open()?;
    let slugs = library.slugs()?;
    let width = slugs.iter().map(String::len).max().unwrap_or(0);
    let (mut text, mut listed, mut broken) = (String::new(), Vec::new(), false);
    for slug in &slugs {
        match Scenario::load(&library, slug) {
            Ok(scenario) => {
                let it = &scenario.manifest;
                let tracks: Vec<&str> = scenario.tracks.iter().map(|it| it.name.as_str()).collect();
                let (family, difficulty, minutes) = (it.family.as_str(), it.difficulty, it.minutes);
                let _ = writeln!(
                    text,
                    "{slug:width$}  {family:6} difficulty {difficulty}  {minutes:>3} min  {}",
                    it.title
                );
                listed.push(json!({
                    "id": slug, "version": it.version, "title": it.title, "family": it.family,
                    "tracks": tracks, "difficulty": difficulty, "minutes": minutes,
                    "faults": it.fault.len(), "checks": it.check.len(),
                }));
            }
            Err(error) => {
                broken = true;
                let _ = writeln!(text, "{slug:width$}  cannot be read: {error}");
                listed.push(json!({ "id": slug, "error": error.to_string() }));
            }
        }
    }
    if args.json {
        text = format!("{}\n", serde_json::to_string_pretty(&listed)?);
    }
    print(&text)?;
    Ok(if broken {
        ExitCode::from(NOT_RIGHT)
    } else {
        ExitCode::SUCCESS
    })
}
