//! `assay scenario new`.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::cli::print::print;
use crate::config::LibraryDirs;
use crate::scenario::skeleton;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewArgs {
    /// The new scenario's name: lower-case letters, digits and hyphens.
    slug: String,
    /// What is broken: rag, eval or prompt.
    #[arg(long, value_name = "FAMILY")]
    family: String,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) fn run(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let library = args.library.open()?;
    let slug = &args.slug;
    let folder = library.scenarios.join(slug);
    let written = skeleton::write(&args.family, slug, &folder)?;
    let shown = args.library.scenarios.join(slug);
    let mut text = format!("{}\n", shown.display());
    for file in &written {
        let _ = writeln!(text, "  {file}");
    }
    let _ = write!(
        text,
        "\nIt already passes. Start with scenario.toml, which explains itself, and prove each step:\n  \
         assay scenario lint {slug}\n  assay scenario check {slug}\n  assay scenario try {slug}\n"
    );
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}
