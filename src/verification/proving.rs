//! Real sandboxes without a service: for the matrix of a scenario, and for trying one. When
//! [`Proving::end`] returns, everything that was made is removed, also after an interruption.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::task::TaskTracker;

use super::factory::Factory;
use super::resources::Resources;
use super::stored_embeddings::StoredEmbeddings;
use crate::check::matrix::Sandboxes;
use crate::check::verification::{Judge, Opening, Starting, TextModel};
use crate::check::{SandboxFactory, SandboxFault, VerificationSandbox};
use crate::domain::ids::Digest;
use crate::gateway::{Embedder, GatewayConfig};
use crate::pipeline::folder::Files;
use crate::sandbox::{Docker, DockerSource, SandboxError};
use crate::scenario::lint::{self, Finding, Searcher, Secret};
use crate::scenario::{Scenario, ScenarioError, Variant};
use crate::store::{Store, StoreError};

/// How long removing everything may take.
const REMOVAL: Duration = Duration::from_secs(60);
/// How often to check whether everything is removed.
const LOOK: Duration = Duration::from_millis(50);

#[derive(Debug, thiserror::Error)]
pub enum ProvingError {
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The database of embeddings failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Internal(String),
}

#[derive(Clone, Debug)]
pub struct Means {
    /// The folder of the embedding model.
    pub model: PathBuf,
    /// `None` means the engine's default.
    pub runtime: Option<String>,
    /// The database that keeps embeddings between runs; `None` keeps nothing.
    pub embeddings: Option<PathBuf>,
}

/// An engine, a model and a separate folder, with which sandboxes are made.
pub struct Proving {
    pub(super) resources: Arc<Resources>,
    store: Store,
    pub(super) docker: Docker,
    /// Sandboxes that are being made. After an interruption they are completed and then removed.
    pub(super) opening: TaskTracker,
    folder: tempfile::TempDir,
}

impl Proving {
    /// Finds the engine and loads the model.
    pub async fn begin(means: Means) -> Result<Self, ProvingError> {
        // Containers are labelled with this installation, which nobody else uses.
        let installation = uuid::Uuid::now_v7().simple().to_string();
        let docker = Docker::connect(&installation, means.runtime.clone()).await?;
        let folder = tempfile::Builder::new().prefix("assay-").tempdir()?;
        let store = store(means.embeddings.as_deref(), folder.path()).await?;
        let cache = Arc::new(StoredEmbeddings(store.clone()));
        let embedder = Embedder::start(&means.model, cache)
            .map_err(|error| ProvingError::Internal(format!("{error} (make model)")))?;
        let resources = Resources {
            docker: DockerSource::new(installation, means.runtime),
            embedder,
            gateway_config: GatewayConfig::default(),
            data_dir: folder.path().to_owned(),
        };
        Ok(Self {
            resources: Arc::new(resources),
            store,
            docker,
            opening: TaskTracker::new(),
            folder,
        })
    }

    /// The id of the image that a scenario's sandboxes run.
    pub async fn image_id(&self, scenario: &Scenario) -> Result<String, ProvingError> {
        Ok(self.docker.image_id(&scenario.pipeline.image_tag()).await?)
    }

    /// The scenario's secrets that are in its image. Reading the whole image takes long, so `kept`
    /// remembers the result by image and secrets.
    pub async fn image_leaks(
        &self,
        scenario: &Scenario,
        mut secrets: Vec<Secret>,
        kept: Option<&Path>,
    ) -> Result<Vec<Finding>, ProvingError> {
        // A name of two words is soon found in the sources of some crate.
        secrets.retain(|secret| !secret.name);
        let (image, id) = (
            scenario.pipeline.image_tag(),
            self.image_id(scenario).await?,
        );
        let texts: Vec<_> = secrets.iter().map(|secret| &secret.text).collect();
        let key = Digest::of(format!("1 {id} {}", serde_json::json!(texts)).as_bytes());
        let kept = kept.map(|folder| folder.join(format!("image-{key}")));
        if kept.as_ref().is_some_and(|file| file.is_file()) {
            return Ok(vec![]);
        }
        let found = Arc::new(Mutex::new(Vec::new()));
        let (docker, out, name) = (self.docker.clone(), Arc::clone(&found), image.clone());
        let searcher = Searcher::new(secrets);
        let reading = async move {
            let read = docker.read_image(&name, move |path, text| {
                for secret in searcher.found_in(text) {
                    let place = (path.to_owned(), secret.clone());
                    out.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(place);
                }
            });
            read.await
        };
        let read = self.opening.spawn(reading).await;
        read.map_err(|error| ProvingError::Internal(error.to_string()))??;
        let found = std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
        if let (true, Some(file)) = (found.is_empty(), kept) {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(file, "no secret\n")?;
        }
        let found = found.into_iter();
        Ok(found
            .map(|(path, secret)| lint::in_image(&image, &path, &secret))
            .collect())
    }

    /// Waits until every sandbox is removed, with its folder.
    pub async fn end(self) -> Result<(), ProvingError> {
        self.opening.close();
        self.opening.wait().await;
        let gone = async {
            let mut look = tokio::time::interval(LOOK);
            loop {
                look.tick().await;
                let left = self.docker.list().await?;
                if left.is_empty() && self.no_folder_is_left() {
                    return Ok::<_, ProvingError>(());
                }
                for sandbox in left {
                    self.docker.remove(&sandbox.name).await?;
                }
            }
        };
        let gone = tokio::time::timeout(REMOVAL, gone).await;
        self.store.close().await;
        self.folder.close()?;
        gone.map_err(|_| {
            ProvingError::Internal(format!(
                "sandboxes still exist after {} s: docker ps --filter label=assay",
                REMOVAL.as_secs()
            ))
        })?
    }

    /// A dropped sandbox's folder is removed a moment later.
    fn no_folder_is_left(&self) -> bool {
        let folders = std::fs::read_dir(self.folder.path().join("v"));
        folders.map_or(true, |mut folders| folders.next().is_none())
    }
}

impl Sandboxes for Proving {
    fn factory(&self, scenario: &Arc<Scenario>, variant: &Variant) -> Arc<dyn SandboxFactory> {
        let factory = Factory::for_variant(Arc::clone(&self.resources), scenario, variant);
        Arc::new(Undisturbed {
            factory: Arc::new(factory),
            opening: self.opening.clone(),
        })
    }
}

/// Makes sandboxes in separate tasks: an engine that was asked to create a container creates it,
/// whether or not somebody still waits for the answer.
struct Undisturbed {
    factory: Arc<Factory>,
    opening: TaskTracker,
}

impl Undisturbed {
    /// Makes one in its own task, which continues when the caller stops waiting.
    fn opened<F, M>(&self, make: M) -> Opening<'static>
    where
        M: FnOnce(Arc<Factory>) -> F,
        F: Future<Output = Result<Box<dyn VerificationSandbox>, SandboxFault>> + Send + 'static,
    {
        let opened = self.opening.spawn(make(Arc::clone(&self.factory)));
        Box::pin(async move {
            let opened = opened.await;
            opened.unwrap_or_else(|error| Err(SandboxFault(error.to_string())))
        })
    }
}

impl SandboxFactory for Undisturbed {
    fn open(&self) -> Opening<'_> {
        self.opened(|factory| async move { factory.open().await })
    }

    fn open_healthy(&self) -> Opening<'_> {
        self.opened(|factory| async move { factory.open_healthy().await })
    }

    fn open_live(&self) -> Opening<'_> {
        self.opened(|factory| async move { factory.open_live().await })
    }

    fn judge<'a>(&'a self, hidden: &'a Files, judge: Judge) -> Starting<'a> {
        let (factory, hidden) = (Arc::clone(&self.factory), hidden.clone());
        let started = async move { factory.judge(&hidden, judge).await };
        let started = self.opening.spawn(started);
        Box::pin(async move {
            let started = started.await;
            started.unwrap_or_else(|error| Err(SandboxFault(error.to_string())))
        })
    }

    fn text_model(&self) -> &dyn TextModel {
        self.factory.text_model()
    }
}

/// The database of embeddings. If another version of the program has changed it, this costs time
/// and nothing else.
async fn store(kept: Option<&Path>, scratch: &Path) -> Result<Store, ProvingError> {
    if let Some(file) = kept {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        match Store::open(file).await {
            Ok(store) => return Ok(store),
            Err(error) => tracing::warn!(%error, "{} is not used", file.display()),
        }
    }
    Ok(Store::open(&scratch.join("embeddings.sqlite3")).await?)
}
