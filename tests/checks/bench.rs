//! A small scenario with a check of its own, and a candidate's changes to its workspace.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use assay::check::{self, SandboxFault};
use assay::domain::event::{CheckOutcome, CheckResult};
use assay::gateway::{Embedder, GatewayConfig, minilm};
use assay::sandbox::directory::CANDIDATE;
use assay::sandbox::{Docker, DockerSource};
use assay::scenario::{self, Library, Scenario, Variant};
use assay::store::Store;
use assay::verification::stored_embeddings::StoredEmbeddings;
use assay::verification::{Factory, LayOut, Resources};

/// Removing a container takes a moment.
const REMOVAL: Duration = Duration::from_secs(60);

/// The fixture's scenario, to which a test adds checks.
pub struct Bench {
    library: Library,
    resources: Arc<Resources>,
    docker: Docker,
    folder: tempfile::TempDir,
}

/// What a candidate does to the workspace before the hand-in.
pub type Attack = fn(&Path) -> std::io::Result<()>;

impl Bench {
    /// With this program as the check `own`. `extra` is appended to the manifest.
    pub async fn new(program: &str, extra: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(
            &root.join("tests/fixtures/library"),
            &folder.path().join("library"),
        )?;
        let library = Library {
            scenarios: folder.path().join("library/scenarios"),
            pipelines: folder.path().join("library/pipelines").into(),
        };
        let tiny = library.scenarios.join("tiny");
        let manifest = tiny.join("scenario.toml");
        let mut text = std::fs::read_to_string(&manifest)?;
        text.push_str(extra);
        std::fs::write(&manifest, text)?;
        std::fs::create_dir_all(tiny.join("hidden/checks"))?;
        std::fs::write(tiny.join("hidden/checks/own.py"), program)?;
        std::fs::write(tiny.join("hidden/secret.txt"), "fourteen")?;
        let store = Store::open(&folder.path().join("checks.sqlite3")).await?;
        let cache = Arc::new(StoredEmbeddings(store.clone()));
        let embedder = Embedder::start(&minilm::default_directory(), cache)
            .context("the model is missing: make model")?;
        let docker = Docker::connect(store.installation(), None).await?;
        let resources = Resources {
            docker: DockerSource::new(store.installation().to_owned(), None),
            embedder,
            gateway_config: GatewayConfig::default(),
            data_dir: folder.path().to_owned(),
        };
        Ok(Self {
            library,
            resources: Arc::new(resources),
            docker,
            folder,
        })
    }

    /// A place for stores that a candidate left.
    pub fn kept(&self) -> PathBuf {
        self.folder.path().join("kept")
    }

    /// Results of all checks, by check, for what the candidate made of the faulty workspace.
    pub async fn results(&self, attack: Attack) -> Result<Vec<CheckResult>> {
        let scenario = Scenario::load(&self.library, "tiny")?;
        let base = self.library.base(&scenario)?;
        let faulty = scenario.clone();
        let lay_out: LayOut = Box::new(move |workspace| {
            let built = scenario::build(&faulty, &Variant::Faulty, &workspace)
                .map_err(|error| SandboxFault(error.to_string()))
                .and_then(|()| {
                    let attacked = attack(&workspace).and_then(|()| hand_over(&workspace));
                    attacked.map_err(|error| SandboxFault(error.to_string()))
                });
            Box::pin(async move { built })
        });
        let factory = Factory::for_candidate(
            Arc::clone(&self.resources),
            &scenario,
            scenario.pipeline.image_tag(),
            lay_out,
            self.kept(),
        );
        let mut results = Vec::new();
        check::run(&scenario, &base, &factory, |result| results.push(result)).await;
        // Before the test looks at the results: it must leave nothing behind even if it fails.
        self.nothing_is_left().await?;
        Ok(results)
    }

    pub async fn result(&self, check: &str, attack: Attack) -> Result<CheckResult> {
        let results = self.results(attack).await?;
        let found = results.into_iter().find(|result| result.check == check);
        found.with_context(|| format!("{check} has no result"))
    }

    /// Waits until no container and no folder of a sandbox exists.
    async fn nothing_is_left(&self) -> Result<()> {
        let started = Instant::now();
        loop {
            let containers = self.docker.list().await?.len();
            let folders = match std::fs::read_dir(self.folder.path().join("v")) {
                Ok(entries) => entries.count(),
                Err(_) => 0,
            };
            if containers + folders == 0 {
                return Ok(());
            }
            ensure!(
                started.elapsed() < REMOVAL,
                "{containers} containers and {folders} folders are left behind"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The check `own`, which runs after the build.
pub const OWN: &str = r#"
[[check]]
id = "own"
asserts = "It is as it should be."
where = "clean"
reason = "Exact."
run.program = { path = "hidden/checks/own.py", after = "build", seconds = 60 }
"#;

pub fn expect(result: &CheckResult, outcome: CheckOutcome) -> Result<()> {
    ensure!(
        result.outcome == outcome,
        "{} is {:?}: {} {}",
        result.check,
        result.outcome,
        result.summary,
        result.details
    );
    Ok(())
}

/// Writes an executable file.
pub fn script(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

fn hand_over(path: &Path) -> std::io::Result<()> {
    std::os::unix::fs::lchown(path, Some(CANDIDATE), Some(CANDIDATE))?;
    if path.symlink_metadata()?.is_dir() {
        for entry in std::fs::read_dir(path)? {
            hand_over(&entry?.path())?;
        }
    }
    Ok(())
}
