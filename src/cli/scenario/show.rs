//! `assay scenario show`: a scenario on one page, with the state of its proof.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::check::cache;
use super::selection::load;
use crate::check::matrix::cache::{Surroundings, key};
use crate::check::matrix::{Proof, report};
use crate::cli::print::{print, stdout_colours};
use crate::config::LibraryDirs;
use crate::sandbox::Docker;
use crate::scenario::{Library, Scenario, Variant};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ShowArgs {
    /// The scenario's name.
    slug: String,
    /// The track. The default is the scenario's first.
    #[arg(long, value_name = "PIPELINE")]
    track: Option<String>,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) async fn run(args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let library = args.library.open()?;
    let scenario = load(&library, &args.slug, args.track.as_deref())?;
    let mut text = page(&scenario);
    text.push_str(&state(&library, &scenario).await?);
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn page(scenario: &Scenario) -> String {
    let it = &scenario.manifest;
    let tracks: Vec<&str> = scenario.tracks.iter().map(|it| it.name.as_str()).collect();
    let mut page = format!(
        "{} (version {}): {}\n{}, on {}, difficulty {}, {} minutes\n",
        it.id,
        it.version,
        it.title,
        it.family.as_str(),
        tracks.join(", "),
        it.difficulty,
        it.minutes
    );
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = write!(page, "\n{title}\n  {}\n", lines.join("\n  "));
        }
    };
    section("Teaches", it.skills.clone());
    section("Modelled on", it.sources.clone());
    let faults = it
        .fault
        .iter()
        .map(|it| format!("{} ({}): {}", it.id, it.point, it.does));
    section("Faults", faults.collect());
    let herrings = it
        .herring
        .iter()
        .map(|it| format!("{}: {}", it.id, it.looks));
    section("Herrings", herrings.collect());
    let constraints = it
        .constraint
        .iter()
        .map(|it| format!("{} (by {}): {}", it.id, it.enforced_by, it.says));
    section("Constraints", constraints.collect());
    let shallow = it.shallow.iter();
    let shallow =
        shallow.map(|it| format!("{}: {} Fails {}.", it.id, it.believes, it.fails.join(", ")));
    section("Shallow fixes", shallow.collect());
    let sound = it.sound.iter();
    let sound = sound.map(|it| format!("{}: {}", it.id, it.does));
    section("Sound repairs", sound.collect());
    let cheats = it.cheat.iter();
    let cheats = cheats.map(|it| format!("{}: {} Fails {}.", it.id, it.hopes, it.fails.join(", ")));
    section("Cheats", cheats.collect());
    let checks = it.check.iter().map(|it| {
        let for_what = match it.detects.join(", ") {
            none if none.is_empty() => "guard".to_owned(),
            faults => format!("detects {faults}"),
        };
        format!("{} ({}, {for_what}): {}", it.id, it.run.name(), it.asserts)
    });
    section("Checks", checks.collect());
    let questions = it
        .question
        .iter()
        .map(|it| format!("{}: {}", it.id, it.asks));
    section("Questions", questions.collect());
    page
}

/// The matrix, as far as the cache has it for the current scenario, image and program.
async fn state(library: &Library, scenario: &Scenario) -> anyhow::Result<String> {
    let image = match Docker::connect("none", None).await {
        Ok(docker) => docker.image_id(&scenario.pipeline.image_tag()).await,
        Err(error) => Err(error),
    };
    let image = match image {
        Ok(image) => image,
        Err(error) => return Ok(format!("\nMatrix: unknown, because {error}\n")),
    };
    let around = Surroundings::of(&library.base(scenario)?, image)?;
    let variants = Variant::all(scenario);
    let remembered = |variant: &Variant| cache()?.get(key(scenario, variant, 1, &around));
    let runs: Vec<_> = variants.iter().filter_map(remembered).collect();
    let known = |variant: &&Variant| runs.iter().any(|run| run.variant == variant.to_string());
    let (known, unknown): (Vec<_>, Vec<_>) = variants.iter().partition(known);
    if known.is_empty() {
        let id = &scenario.manifest.id;
        return Ok(format!(
            "\nMatrix: not run in its current state (assay scenario check {id})\n"
        ));
    }
    let known: Vec<_> = known.into_iter().cloned().collect();
    let proof = Proof {
        scenario,
        variants: &known,
        runs: &runs,
    };
    let mut text = format!(
        "\n{}",
        report::text(&proof, &proof.surprises(), stdout_colours())
    );
    if !unknown.is_empty() {
        let names: Vec<_> = unknown.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "not run in their current state: {}", names.join(", "));
    }
    Ok(text)
}
