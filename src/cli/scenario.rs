//! `assay scenario`: what authors use, a file a command.

mod check;
mod diff;
mod interrupt;
mod lint;
mod list;
mod live;
mod new;
mod print;
mod schema;
mod show;
mod terminal;
mod try_out;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;

use crate::config::{LibraryDirs, cache_folder};
use crate::gateway::minilm;
use crate::scenario::{Library, Scenario, Variant};
use crate::session::proving::Means;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Prove scenarios: lint them, then run every variant against every check in real sandboxes.
    Check(check::CheckArgs),
    /// What a candidate's tree differs in from the healthy pipeline, as a unified diff.
    Diff(diff::DiffArgs),
    /// Look for what a matrix cannot see: leaks, missing reasons, checks that claim nothing.
    Lint(lint::LintArgs),
    /// All scenarios.
    List(list::ListArgs),
    /// Make a new scenario that already passes, to be changed step by step.
    New(new::NewArgs),
    /// The JSON Schema of scenario.toml, for editors.
    Schema(schema::SchemaArgs),
    /// What a scenario teaches, breaks, checks and asks, and how far it is proven.
    Show(show::ShowArgs),
    /// The sandbox as a candidate gets it, in your terminal.
    Try(try_out::TryArgs),
}

pub(super) async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(args) => check::run(args).await,
        Command::Diff(args) => diff::run(&args),
        Command::Lint(args) => lint::run(&args),
        Command::List(args) => list::run(&args),
        Command::New(args) => new::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Show(args) => show::run(&args).await,
        Command::Try(args) => try_out::run(args).await,
    }
}

/// What sandboxes are made with.
#[derive(Clone, Debug, clap::Args)]
struct SandboxArgs {
    /// The folder of embedding models. Unless given, `models` in $`ASSAY_CACHE` or ~/.cache/assay.
    #[arg(long, env = "ASSAY_MODELS", value_name = "DIR")]
    models: Option<std::path::PathBuf>,
    /// The OCI runtime for sandboxes; the engine's own default unless given.
    #[arg(long, env = "ASSAY_DOCKER_RUNTIME", value_name = "NAME")]
    docker_runtime: Option<String>,
}

impl SandboxArgs {
    fn means(self, library: Library) -> Means {
        let model = self
            .models
            .map_or_else(minilm::default_directory, |models| {
                models.join(minilm::MODEL_NAME)
            });
        Means {
            library,
            model,
            runtime: self.docker_runtime,
            embeddings: cache_folder().map(|it| it.join("matrix/embeddings.sqlite3")),
        }
    }
}

/// The scenario of this name; one that is not there is answered with those that are.
fn load(library: &Library, slug: &str) -> anyhow::Result<Arc<Scenario>> {
    if !library.scenarios.join(slug).is_dir() {
        let slugs = library.slugs()?;
        anyhow::bail!(
            "there is no scenario {slug:?} in {}; there are: {}",
            library.scenarios.display(),
            slugs.join(", ")
        );
    }
    Ok(Arc::new(Scenario::load(library, slug)?))
}

/// The named scenarios, or all of them.
fn chosen(library: &Library, slugs: &[String], all: bool) -> anyhow::Result<Vec<Arc<Scenario>>> {
    let slugs = if slugs.is_empty() && all {
        library.slugs()?
    } else {
        slugs.to_vec()
    };
    slugs.iter().map(|slug| load(library, slug)).collect()
}

/// A variant by the name that the matrix gives it.
fn variant(scenario: &Scenario, name: &str) -> anyhow::Result<Variant> {
    let variants = Variant::all(scenario);
    let names: Vec<_> = variants.iter().map(ToString::to_string).collect();
    let place = names.iter().position(|it| it == name);
    let found = place.and_then(|place| variants.into_iter().nth(place));
    found.with_context(|| {
        format!(
            "{} has no variant {name:?}; it has: {}",
            scenario.manifest.id,
            names.join(", ")
        )
    })
}

/// The library, wherever it is.
fn open(dirs: &LibraryDirs) -> anyhow::Result<Library> {
    Ok(dirs.open()?)
}
