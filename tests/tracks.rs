//! The two pipelines are one application: they find and answer the same, within one question.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use assay::check::verification::Exit;
use assay::check::{Command, SandboxFactory as _, VerificationSandbox};
use assay::gateway::{Embedder, GatewayConfig, minilm};
use assay::pipeline::Pipelines;
use assay::sandbox::{Docker, DockerSource};
use assay::scenario::{Library, Scenario, Variant};
use assay::store::Store;
use assay::verification::stored_embeddings::StoredEmbeddings;
use assay::verification::{Factory, Resources};
use serde_json::Value;

/// One of the 42 answerable held-back questions.
const ONE_QUESTION: f64 = 0.024;
const RANKS: f64 = 0.03;
/// The file in which the held-back questions are for a moment.
const HELD_BACK: &str = "held-back.jsonl";
const LIMIT: Duration = Duration::from_secs(600);
/// Removing a container takes a moment; how often to look.
const REMOVAL: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);

/// The options of an evaluation, and the name of its figures.
const EVALUATIONS: [&[&str]; 5] = [
    &["--leg", "bm25", "--no-answers"],
    &["--leg", "dense", "--no-answers"],
    &["--leg", "fused", "--no-answers"],
    &["--leg", "reranked", "--no-answers"],
    &[],
];

/// Three of each leg and one of the answers, for each of two sets of questions.
const FIGURES: usize = 26;

#[tokio::test(flavor = "multi_thread")]
async fn both_pipelines_find_and_answer_the_same() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (resources, docker) = resources(folder.path()).await?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = Library {
        scenarios: root.join("scenarios"),
        pipelines: Pipelines::from(root.join("sandbox-images/pipelines")),
    };
    let scenario = Scenario::load(&library, "stale-answers")?;
    let rust = figures(&resources, &scenario.on("halden-rust")?).await?;
    let python = figures(&resources, &scenario.on("halden-python")?).await?;
    let gone = async {
        while !docker.list().await?.is_empty() {
            tokio::time::sleep(LOOK).await;
        }
        anyhow::Ok(())
    };
    let gone = tokio::time::timeout(REMOVAL, gone).await;
    gone.context("a sandbox is left behind")??;
    let mut apart = Vec::new();
    for ((name, rust), (_, python)) in rust.iter().zip(&python) {
        eprintln!("{name:48} {rust:.4} {python:.4}");
        let most = if name.contains("mrr") || name.contains("ndcg") {
            RANKS
        } else {
            ONE_QUESTION
        };
        if (rust - python).abs() > most {
            apart.push(format!("{name}: Rust {rust:.4}, Python {python:.4}"));
        }
    }
    ensure!(
        rust.len() == FIGURES && python.len() == FIGURES,
        "{rust:?} {python:?}"
    );
    ensure!(apart.is_empty(), "{}", apart.join("\n"));
    Ok(())
}

/// By evaluation, set of questions and metric.
async fn figures(resources: &Arc<Resources>, scenario: &Scenario) -> Result<Vec<(String, f64)>> {
    let factory = Factory::for_variant(Arc::clone(resources), scenario, &Variant::Healthy);
    let sandbox = factory.open_healthy().await?;
    let pipeline = scenario.pipeline.clone();
    if let Some(build) = &pipeline.build {
        run(sandbox.as_ref(), build.command.clone()).await?;
    }
    run(sandbox.as_ref(), pipeline.argv(["ingest"])).await?;
    sandbox.put_file(HELD_BACK, scenario.base()?.held_back()?.as_bytes())?;
    let mut figures = Vec::new();
    for questions in ["evals/questions.jsonl", HELD_BACK] {
        for options in EVALUATIONS {
            let asked = [
                "eval",
                "--history",
                "/tmp/history",
                "--questions",
                questions,
            ];
            let argv = pipeline.argv(asked.into_iter().chain(options.iter().copied()));
            let report: Value = serde_json::from_slice(&run(sandbox.as_ref(), argv).await?)?;
            let whole = options.is_empty();
            let metrics: &[&str] = if whole {
                &["answer_accuracy"]
            } else {
                &["recall_at_5", "mrr", "ndcg_at_10"]
            };
            for metric in metrics {
                let value = report[metric]
                    .as_f64()
                    .with_context(|| report.to_string())?;
                figures.push((format!("{questions} {} {metric}", options.join(" ")), value));
            }
        }
    }
    Ok(figures)
}

/// Standard output. The command must succeed.
async fn run(sandbox: &dyn VerificationSandbox, argv: Vec<String>) -> Result<Vec<u8>> {
    let line = argv.join(" ");
    let finished = sandbox.run(Command::new(argv, LIMIT)).await?;
    let stderr = String::from_utf8_lossy(&finished.stderr).into_owned();
    ensure!(
        finished.exit == Exit::Status(0),
        "{line}: {:?}: {stderr}",
        finished.exit
    );
    Ok(finished.stdout)
}

async fn resources(folder: &Path) -> Result<(Arc<Resources>, Docker)> {
    let store = Store::open(&folder.join("tracks.sqlite3")).await?;
    let cache = Arc::new(StoredEmbeddings(store.clone()));
    let embedder = Embedder::start(&minilm::default_directory(), cache)
        .context("the model is missing: make model")?;
    let docker = Docker::connect(store.installation(), None).await?;
    let resources = Resources {
        docker: DockerSource::new(store.installation().to_owned(), None),
        embedder,
        gateway_config: GatewayConfig::default(),
        data_dir: folder.to_owned(),
    };
    Ok((Arc::new(resources), docker))
}
