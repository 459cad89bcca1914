//! The matrix of `stale-answers` in real sandboxes: each variant is built, put into a fresh one,
//! and judged by every check; whatever is not as the manifest claims is a surprise.
//!
//! Needs a Docker Engine, the image `assay/halden-rust:latest` and the model (`make images model`).

#![expect(clippy::unwrap_used, reason = "what a test sets up has to work")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use assay::check;
use assay::check::matrix::surprises;
use assay::gateway::{Embedder, GatewayConfig, minilm};
use assay::sandbox::Docker;
use assay::scenario::{Library, Scenario, Variant};
use assay::session::Parts;
use assay::session::conduct::DockerSource;
use assay::session::embedding_cache::StoredEmbeddings;
use assay::session::verification::Factory;
use assay::store::Store;

/// Removing a container takes a moment.
const REMOVAL: Duration = Duration::from_secs(60);

struct Bench {
    library: Library,
    scenario: Scenario,
    parts: Arc<Parts>,
    docker: Docker,
    /// Removed last, when no sandbox uses it any more.
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new(slug: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let library = Library {
            scenarios: root.join("scenarios"),
            pipelines: root.join("sandbox-images/pipelines"),
        };
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("matrix.sqlite3"))
            .await
            .unwrap();
        // Shared by all variants, as in a service: the corpus is embedded once.
        let cache = Arc::new(StoredEmbeddings(store.clone()));
        let embedder = Embedder::start(&minilm::default_directory(), cache)
            .expect("the model is there: make model");
        let docker = Docker::connect(store.installation(), None)
            .await
            .expect("a Docker Engine answers: make engine");
        let parts = Parts {
            docker: DockerSource::new(store.installation().to_owned(), None),
            store,
            library: library.clone(),
            embedder,
            gateway_config: GatewayConfig::default(),
            data_dir: folder.path().to_owned(),
        };
        Self {
            scenario: Scenario::load(&library, slug).unwrap(),
            library,
            parts: Arc::new(parts),
            docker,
            _folder: folder,
        }
    }

    /// What a variant shows that it must not, a line each.
    async fn surprises(&self, variant: &Variant) -> Vec<String> {
        let factory = Factory::for_variant(Arc::clone(&self.parts), &self.scenario, variant);
        let base = self.library.base(&self.scenario).unwrap();
        let mut results = Vec::new();
        check::run(&self.scenario, &base, &factory, |result| {
            results.push(result);
        })
        .await;
        assert_eq!(results.len(), self.scenario.manifest.check.len());
        let surprises = surprises(&self.scenario, variant, &results);
        surprises
            .iter()
            .map(|surprise| format!("{variant}: {surprise:?}"))
            .collect()
    }

    async fn nothing_is_left(&self) {
        let started = Instant::now();
        while !self.docker.list().await.unwrap().is_empty() {
            assert!(started.elapsed() < REMOVAL, "sandboxes are left behind");
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_answers_is_sound() {
    let bench = Bench::new("stale-answers").await;
    let mut found = Vec::new();
    // Each fault alone and each one repaired take as long again; they are proven on the host, see
    // `check::host_tests`.
    let variants = Variant::all(&bench.scenario).into_iter();
    let variants =
        variants.filter(|it| !matches!(it, Variant::OnlyFault(_) | Variant::Repaired(_)));
    for variant in variants {
        let started = Instant::now();
        found.extend(bench.surprises(&variant).await);
        eprintln!("{variant}: {:.0} s", started.elapsed().as_secs_f64());
    }
    bench.nothing_is_left().await;
    assert!(found.is_empty(), "surprises:\n{}", found.join("\n"));
}
