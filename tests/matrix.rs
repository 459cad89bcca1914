//! The matrix of `stale-answers` in real sandboxes: each variant is built, put into a fresh one,
//! and judged by every check; whatever is not as the manifest claims is a surprise.
//!
//! Needs a Docker Engine, the image `assay/halden-rust:latest` and the model (`make images model`).

use std::path::Path;
use std::sync::Arc;

use assay::check::matrix::{Job, Proof, Surprise, run};
use assay::gateway::minilm;
use assay::scenario::{Library, Scenario, Variant};
use assay::session::proving::{Means, Proving};
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread")]
async fn stale_answers_is_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = Library {
        scenarios: root.join("scenarios"),
        pipelines: root.join("sandbox-images/pipelines"),
    };
    let scenario = Arc::new(Scenario::load(&library, "stale-answers").unwrap());
    let base = Arc::new(library.base(&scenario).unwrap());
    let means = Means {
        library,
        model: minilm::default_directory(),
        runtime: None,
        embeddings: None,
    };
    let proving = Proving::begin(means)
        .await
        .expect("make engine images model");
    let proving = Arc::new(proving);
    // Each fault alone and each one repaired take as long again: `assay scenario check` runs them.
    let variants: Vec<_> = Variant::all(&scenario)
        .into_iter()
        .filter(|it| !matches!(it, Variant::OnlyFault(_) | Variant::Repaired(_)))
        .collect();
    let job = |variant: &Variant| Job {
        scenario: Arc::clone(&scenario),
        base: Arc::clone(&base),
        variant: variant.clone(),
        repeat: 1,
        key: None,
    };
    let jobs = variants.iter().map(job).collect();
    let (progress, _) = tokio::sync::mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let sandboxes = Arc::clone(&proving);
    let runs = run::run_all(jobs, 1, sandboxes, None, progress, &stop)
        .await
        .unwrap();
    for run in &runs {
        eprintln!("{}: {:.0} s", run.variant, run.seconds);
    }
    let proof = Proof {
        scenario: &scenario,
        variants: &variants,
        runs: &runs,
    };
    let found: Vec<_> = proof.surprises().iter().map(Surprise::sentence).collect();
    let proving = Arc::into_inner(proving).expect("no run goes on");
    proving.end().await.expect("no sandbox is left behind");
    assert!(found.is_empty(), "surprises:\n{}", found.join("\n"));
}
