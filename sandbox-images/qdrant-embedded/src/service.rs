//! What both transports call: the engine is synchronous, so its work runs on blocking threads.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use qdrant_edge::{EdgeConfig, UpdateOperation};

use crate::collection::Collection;
use crate::error::{ApiError, ApiResult};
use crate::registry::Registry;
use crate::report::Reports;

/// A handle to the storage.
#[derive(Debug, Clone)]
pub struct Service {
    registry: Arc<Registry>,
}

impl Service {
    /// Opens the storage directory.
    pub async fn open(storage: PathBuf, reports: Reports) -> ApiResult<Self> {
        let registry = blocking(move || Registry::open(&storage, reports)).await?;
        Ok(Self {
            registry: Arc::new(registry),
        })
    }

    /// Flushes and closes every collection.
    pub async fn close(&self) -> ApiResult<()> {
        self.with_registry(|registry| {
            registry.close();
            Ok(())
        })
        .await
    }

    /// Creates a collection.
    pub async fn create(&self, name: String, config: EdgeConfig) -> ApiResult<()> {
        self.with_registry(move |registry| registry.create(&name, config))
            .await
    }

    /// Deletes a collection; `false` if there was none.
    pub async fn delete(&self, name: String) -> ApiResult<bool> {
        self.with_registry(move |registry| registry.delete(&name))
            .await
    }

    /// The names of all collections.
    pub async fn names(&self) -> ApiResult<Vec<String>> {
        self.with_registry(|registry| Ok(registry.names())).await
    }

    /// Applies updates to a collection. Durable when this returns.
    pub async fn update(&self, name: String, updates: Vec<UpdateOperation>) -> ApiResult<()> {
        self.on(name, None, move |collection| collection.update(updates))
            .await
    }

    /// Runs an operation on a collection, for at most `seconds` if the request says so.
    pub async fn on<T, F>(&self, name: String, seconds: Option<u64>, run: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Collection) -> ApiResult<T> + Send + 'static,
    {
        let running = self.with_registry(move |registry| run(&*registry.get(&name)?));
        match seconds {
            None => running.await,
            Some(seconds) => tokio::time::timeout(Duration::from_secs(seconds), running)
                .await
                .map_err(|_| ApiError::Timeout(seconds))?,
        }
    }

    async fn with_registry<T, F>(&self, run: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Registry) -> ApiResult<T> + Send + 'static,
    {
        let registry = Arc::clone(&self.registry);
        blocking(move || run(&registry)).await
    }
}

async fn blocking<T, F>(run: F) -> ApiResult<T>
where
    T: Send + 'static,
    F: FnOnce() -> ApiResult<T> + Send + 'static,
{
    tokio::task::spawn_blocking(run)
        .await
        .map_err(|error| ApiError::Internal(format!("the operation ended early: {error}")))?
}
