//! `assay scenario check`: the lints, then the matrix in real sandboxes.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use serde_json::json;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::interrupt::Interrupt;
use super::live::Live;
use super::sandbox_args::SandboxArgs;
use super::selection::{chosen, variant};
use crate::check::matrix::cache::{Cache, Surroundings, key};
use crate::check::matrix::run::run_all;
use crate::check::matrix::{Job, Proof, Run, document, report};
use crate::cli::exit_status::{NOT_DONE, NOT_RIGHT};
use crate::cli::print::{print, stdout_colours, tell};
use crate::config::{LibraryDirs, cache_folder};
use crate::scenario::lint;
use crate::scenario::{Library, Scenario, Variant};
use crate::verification::Proving;

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub(in crate::cli) struct CheckArgs {
    /// The scenarios' names.
    #[arg(required_unless_present = "all")]
    slugs: Vec<String>,
    /// All scenarios.
    #[arg(long, conflicts_with = "slugs")]
    all: bool,
    /// Run every variant this often. All repeats must agree.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    repeat: u32,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
    /// Also print what every check saw in every variant.
    #[arg(long, conflicts_with = "json")]
    figures: bool,
    /// Run everything, even if the cache has it.
    #[arg(long)]
    fresh: bool,
    /// How many variants to run at once. The default is as many as processors and memory allow.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Only this variant, named as in the table: healthy,
    /// faulty, only:ID, repaired:ID, reference, shallow:ID, sound:ID, cheat:ID, tweak:KEY=VALUE.
    #[arg(long, value_name = "V")]
    variant: Option<String>,
    /// Then change each number and each switch of the pipeline's configuration by itself, on one
    /// track, with the checks that claim a fault.
    #[arg(long, conflicts_with_all = ["variant", "repeat"])]
    sweep: bool,
    /// A sweep begins nothing more after this many minutes for one scenario.
    #[arg(long, requires = "sweep", default_value_t = 15, value_name = "MINUTES")]
    pub(super) sweep_minutes: u64,
    /// The track. The default is all of a scenario's tracks.
    #[arg(long, value_name = "PIPELINE")]
    pub(super) track: Option<String>,
    #[command(flatten)]
    sandbox: SandboxArgs,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) async fn run(args: CheckArgs) -> anyhow::Result<ExitCode> {
    let library = args.library.open()?;
    let scenarios = chosen(&library, &args.slugs, args.all, args.track.as_deref())?;
    let mut interrupt = Interrupt::listen()?;
    let stop = CancellationToken::new();
    let proving = Arc::new(Proving::begin(args.sandbox.clone().means()).await?);
    let matrix = Matrix {
        args: &args,
        library: &library,
        proving: Arc::clone(&proving),
        stop: stop.clone(),
    };
    let done = {
        let proven = matrix.prove_all(&scenarios);
        tokio::pin!(proven);
        tokio::select! {
            proven = &mut proven => proven.map(Some),
            () = interrupt.wait() => {
                tell("interrupted: removing sandboxes");
                stop.cancel();
                // The run stops by itself now. What it found so far is incomplete.
                proven.await.map(|_| None)
            }
        }
    };
    drop(matrix);
    let proving = Arc::into_inner(proving).ok_or_else(|| anyhow::anyhow!("a run has not ended"))?;
    let ended = proving.end().await;
    let Some(right) = done? else {
        ended?;
        tell("interrupted; all sandboxes were removed");
        return Ok(ExitCode::from(NOT_DONE));
    };
    ended?;
    Ok(if right {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_RIGHT)
    })
}

pub(super) struct Matrix<'a> {
    pub(super) args: &'a CheckArgs,
    library: &'a Library,
    proving: Arc<Proving>,
    stop: CancellationToken,
}

impl Matrix<'_> {
    /// Whether all of them are sound.
    async fn prove_all(&self, scenarios: &[Arc<Scenario>]) -> anyhow::Result<bool> {
        let (mut sound, mut documents) = (true, Vec::new());
        for scenario in scenarios {
            let mut findings = lint::all(self.library, scenario)?;
            let secrets = lint::secrets(self.library, scenario)?;
            let kept = cache_folder().map(|it| it.join("matrix"));
            let in_image = self.proving.image_leaks(scenario, secrets, kept.as_deref());
            findings.extend(in_image.await?);
            if !self.args.json {
                print(&lint::text(&findings))?;
            }
            let variants = self.variants(scenario)?;
            let Some(runs) = self.runs(scenario, &variants, None).await? else {
                return Ok(false);
            };
            let proof = Proof {
                scenario,
                variants: &variants,
                runs: &runs,
            };
            let surprises = proof.surprises();
            sound &= surprises.is_empty() && findings.is_empty();
            let mut document = document::document(&proof, &surprises);
            document["lints"] = json!(findings);
            if !self.args.json {
                print(&report::text(&proof, &surprises, stdout_colours()))?;
                if self.args.figures {
                    print(&report::figures(&proof))?;
                }
            }
            if self.args.sweep && self.is_swept(scenario) {
                let Some(swept) = self.sweep(scenario).await? else {
                    return Ok(false);
                };
                sound &= swept.is_sound();
                document["sweep"] = json!(swept);
                if !self.args.json {
                    print(&format!("\n{}", swept.text()))?;
                }
            }
            documents.push(document);
        }
        if self.args.json {
            let whole = json!({ "sound": sound, "scenarios": documents });
            print(&format!("{}\n", serde_json::to_string_pretty(&whole)?))?;
        }
        Ok(sound)
    }

    fn variants(&self, scenario: &Scenario) -> anyhow::Result<Vec<Variant>> {
        match &self.args.variant {
            Some(name) => Ok(vec![variant(scenario, name)?]),
            None => Ok(Variant::all(scenario)),
        }
    }

    pub(super) async fn runs(
        &self,
        scenario: &Arc<Scenario>,
        variants: &[Variant],
        until: Option<Instant>,
    ) -> anyhow::Result<Option<Vec<Run>>> {
        let base = Arc::new(self.library.base(scenario)?);
        let image = self.proving.image_id(scenario).await?;
        let around = Surroundings::of(&base, image)?;
        let repeats = 1..=self.args.repeat;
        let jobs = repeats.flat_map(|repeat| variants.iter().map(move |variant| (variant, repeat)));
        let jobs = jobs.map(|(variant, repeat)| Job {
            scenario: Arc::clone(scenario),
            base: Arc::clone(&base),
            variant: variant.clone(),
            repeat,
            key: Some(key(scenario, variant, repeat, &around)),
        });
        let cache = cache().map(|it| if self.args.fresh { it.fresh() } else { it });
        let at_once = self
            .args
            .jobs
            .map_or_else(|| fitting(scenario), usize::from);
        let (progress, mut shown) = mpsc::unbounded_channel();
        let sandboxes = Arc::clone(&self.proving);
        let jobs: Vec<_> = jobs.collect();
        let count = jobs.len();
        let running = run_all(jobs, at_once, sandboxes, cache, progress, until, &self.stop);
        let showing = async {
            let mut live = Live::new(scenario, variants, count);
            while let Some(progress) = shown.recv().await {
                live.show(&progress);
            }
        };
        Ok(tokio::join!(running, showing).0)
    }
}

/// Where proven runs are kept. `None` if there is no folder for caches.
pub(super) fn cache() -> Option<Cache> {
    Some(Cache::at(cache_folder()?.join("matrix")))
}

/// How many sandboxes of a scenario fit on this machine: one for
/// each processor, while memory lasts.
fn fitting(scenario: &Scenario) -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let each = scenario.manifest.limits.memory_mib.max(1);
    let in_memory = available_mib().map_or(1, |free| free / each);
    processors
        .min(usize::try_from(in_memory).unwrap_or(usize::MAX))
        .max(1)
}

fn available_mib() -> Option<u64> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = info
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib / 1024)
}
