//! The matrix of any scenario with real pipelines on this machine, without containers. Slow, and
//! needs the pipeline's dependencies compiled in `ASSAY_TEST_PIPELINE_TARGET`, so it is run by
//! hand:
//!
//! ```text
//! ASSAY_TEST_PIPELINE_TARGET=DIR ASSAY_TEST_QDRANT=target/release/qdrant-embedded \
//! ASSAY_TEST_SCENARIO=slug[,slug] \
//!     cargo nextest run --release -p assay --lib check::host_tests --run-ignored all --no-capture
//! ```
//!
//! | variable | what it says |
//! |---|---|
//! | `ASSAY_TEST_SCENARIO` | which scenarios; `stale-answers` if it is not set |
//! | `ASSAY_TEST_VARIANT` | only these variants, such as `healthy,only:some-fault` |
//! | `ASSAY_TEST_CHECK` | only these checks |
//! | `ASSAY_TEST_JOBS` | variants at once, each with a copy of the target folder (`DIR-1`, …); 1 |
//! | `ASSAY_TEST_EMBEDDINGS` | a file that remembers embeddings from one run to the next |

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use futures_util::StreamExt as _;

use super::host_sandbox::{HostFactory, copy_target};
use super::matrix::{Surprise, surprises};
use super::run;
use crate::domain::event::{CheckOutcome, CheckResult};
use crate::gateway::embedding_cache::{EmbeddingCache, MemoryCache};
use crate::gateway::{Embedder, minilm};
use crate::scenario::{Library, Scenario, Variant};
use crate::session::embedding_cache::StoredEmbeddings;
use crate::store::Store;

fn list(variable: &str) -> Option<HashSet<String>> {
    let text = std::env::var(variable).ok()?;
    Some(text.split(',').map(|word| word.trim().to_owned()).collect())
}

async fn cache() -> Arc<dyn EmbeddingCache> {
    match std::env::var_os("ASSAY_TEST_EMBEDDINGS") {
        Some(path) => Arc::new(StoredEmbeddings(
            Store::open(&PathBuf::from(path)).await.unwrap(),
        )),
        None => Arc::new(MemoryCache::default()),
    }
}

struct Bench {
    library: Library,
    scenario: Scenario,
    embedder: Arc<Embedder>,
}

impl Bench {
    async fn surprises(&self, variant: &Variant, target: PathBuf) -> Vec<Surprise> {
        let factory = HostFactory {
            library: self.library.clone(),
            scenario: self.scenario.clone(),
            variant: variant.clone(),
            target,
            qdrant: std::env::var_os("ASSAY_TEST_QDRANT").unwrap().into(),
            embedder: self.embedder.clone(),
        };
        let base = self.library.base(&self.scenario).unwrap();
        let started = Instant::now();
        let mut results = Vec::new();
        run(&self.scenario, &base, &factory, |result| {
            results.push(result);
        })
        .await;
        let found = surprises(&self.scenario, variant, &results);
        let seconds = started.elapsed().as_secs_f64();
        print(
            &self.scenario.manifest.id,
            variant,
            seconds,
            &results,
            &found,
        );
        found
    }
}

/// A variant's results as one table, at once, so that those of several jobs do not mix.
fn print(slug: &str, variant: &Variant, seconds: f64, seen: &[CheckResult], found: &[Surprise]) {
    let mut table = format!(
        "\n{slug} {variant}: {seconds:.1} s, {} surprises\n",
        found.len()
    );
    for result in seen {
        let outcome = match result.outcome {
            CheckOutcome::Pass => "pass",
            CheckOutcome::Fail => "FAIL",
            CheckOutcome::Error => "ERROR",
        };
        let surprise = found.iter().find(|it| it.check == result.check);
        let expected = surprise.map(|it| format!("  <<< expected {}", it.expected));
        let took = result.duration / 1_000;
        let _ = writeln!(
            table,
            "  {outcome:5} {:24} {took:6} ms  {}{}",
            result.check,
            result.summary,
            expected.unwrap_or_default()
        );
        if result.outcome == CheckOutcome::Error || surprise.is_some() {
            let details: String = result.details.to_string().chars().take(1_500).collect();
            let _ = writeln!(table, "        {details}");
        }
    }
    eprint!("{table}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes; needs the pipeline's compiled dependencies and the qdrant-embedded program"]
async fn the_matrix_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = Library {
        scenarios: root.join("scenarios"),
        pipelines: root.join("sandbox-images/pipelines"),
    };
    let embedder = Embedder::start(&minilm::default_directory(), cache().await).unwrap();
    let target = PathBuf::from(std::env::var_os("ASSAY_TEST_PIPELINE_TARGET").unwrap());
    let jobs = std::env::var("ASSAY_TEST_JOBS").map_or(1, |jobs| jobs.parse().unwrap());
    let targets = (0..jobs).map(|job: usize| match job {
        0 => target.clone(),
        job => PathBuf::from(format!("{}-{job}", target.display())),
    });
    let targets: Vec<_> = targets.collect();
    for other in &targets[1..] {
        copy_target(&target, other).unwrap();
    }
    let free = tokio::sync::Mutex::new(targets);
    let slugs = list("ASSAY_TEST_SCENARIO");
    let slugs = slugs.unwrap_or_else(|| HashSet::from(["stale-answers".to_owned()]));
    let (variants, checks) = (list("ASSAY_TEST_VARIANT"), list("ASSAY_TEST_CHECK"));
    let mut surprised = Vec::new();
    for slug in &slugs {
        let mut scenario = Scenario::load(&library, slug).unwrap();
        if let Some(checks) = &checks {
            scenario.manifest.check.retain(|it| checks.contains(&it.id));
        }
        let mut all = Variant::all(&scenario);
        if let Some(variants) = &variants {
            all.retain(|it| variants.contains(&it.to_string()));
        }
        assert!(!all.is_empty(), "{slug} has no such variant");
        let bench = Bench {
            library: library.clone(),
            embedder: embedder.clone(),
            scenario,
        };
        let work = futures_util::stream::iter(&all).map(|variant| async {
            // As many targets as jobs: there is always one.
            let target = free.lock().await.pop().unwrap();
            let found = bench.surprises(variant, target.clone()).await;
            free.lock().await.push(target);
            found
        });
        let found: Vec<_> = work.buffer_unordered(jobs).collect().await;
        let lines = found.into_iter().flatten();
        surprised.extend(lines.map(|it| format!("{slug} {}: {}", it.variant, it.check)));
    }
    assert!(surprised.is_empty(), "{surprised:#?}");
}
