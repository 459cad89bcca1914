//! The matrix of `stale-answers` in real sandboxes. Each variant is built, put into a fresh
//! sandbox, and judged by every check. Whatever differs from the manifest's claims is a surprise.
//!
//! Needs a Docker Engine, the image `assay/halden-rust:latest` and the model (`make images model`).

use std::path::Path;
use std::sync::Arc;

use assay::check::matrix::{Job, Proof, Surprise, run};
use assay::gateway::minilm;
use assay::scenario::{Library, Scenario, Variant};
use assay::verification::{Means, Proving};
use tokio_util::sync::CancellationToken;

/// Takes minutes: `make test-matrix`.
#[tokio::test(flavor = "multi_thread")]
async fn stale_answers_is_sound() {
    // The variants with one fault, or with one repaired, take as long again.
    // `assay scenario check` runs them.
    is_sound(|it| !matches!(it, Variant::OnlyFault(_) | Variant::Repaired(_))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_answers_tells_the_healthy_pipeline_from_the_faulty_one() {
    is_sound(|it| matches!(it, Variant::Healthy | Variant::Faulty)).await;
}

/// These variants are judged as the manifest claims.
async fn is_sound(chosen: fn(&Variant) -> bool) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = Library {
        scenarios: root.join("scenarios"),
        pipelines: root.join("sandbox-images/pipelines").into(),
    };
    let scenario = Arc::new(Scenario::load(&library, "stale-answers").expect("it loads"));
    let base = Arc::new(library.base(&scenario).expect("it has one"));
    let means = Means {
        model: minilm::default_directory(),
        runtime: None,
        embeddings: None,
    };
    let proving = Proving::begin(means)
        .await
        .expect("make engine images model");
    let proving = Arc::new(proving);
    let variants: Vec<_> = Variant::all(&scenario).into_iter().filter(chosen).collect();
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
    let runs = run::run_all(jobs, 1, sandboxes, None, progress, None, &stop)
        .await
        .expect("nobody stops it");
    for run in &runs {
        eprintln!("{}: {:.0} s", run.variant, run.seconds);
    }
    let proof = Proof {
        scenario: &scenario,
        variants: &variants,
        runs: &runs,
    };
    let found: Vec<_> = proof.surprises().iter().map(Surprise::sentence).collect();
    let proving = Arc::into_inner(proving).expect("no run is under way");
    proving.end().await.expect("no sandbox is left behind");
    assert!(found.is_empty(), "surprises:\n{}", found.join("\n"));
}
