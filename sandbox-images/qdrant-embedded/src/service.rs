//! The interface for both transports. The engine is synchronous, so its work runs on blocking
//! threads.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use qdrant_edge::{ScoredPoint, UpdateOperation};

use crate::aliases::Change as AliasChange;
use crate::collection::Collection;
use crate::collection::groups::Group;
use crate::error::{ApiError, ApiResult};
use crate::json::change::Change;
use crate::json::collection::Creation;
use crate::registry::Registry;
use crate::report::Reports;
use crate::request::{GroupsRequest, QueryRequest};

/// A cheap handle to the storage.
#[derive(Debug, Clone)]
pub struct Service {
    registry: Arc<Registry>,
}

impl Service {
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

    pub async fn create(&self, name: String, creation: Creation) -> ApiResult<()> {
        self.with_registry(move |registry| registry.create(&name, creation))
            .await
    }

    pub async fn configure(&self, name: String, mut change: Change) -> ApiResult<()> {
        let metadata = change.metadata.take();
        self.on(name, None, move |collection| {
            collection.configure(|config| change.applied(config), metadata)
        })
        .await
    }

    /// Returns `false` if the collection does not exist.
    pub async fn delete(&self, name: String) -> ApiResult<bool> {
        self.with_registry(move |registry| registry.delete(&name))
            .await
    }

    pub async fn names(&self) -> ApiResult<Vec<String>> {
        self.with_registry(|registry| Ok(registry.names())).await
    }

    /// Whether a collection or an alias has this name.
    pub async fn exists(&self, name: String) -> ApiResult<bool> {
        self.with_registry(move |registry| Ok(registry.get(&name).is_ok()))
            .await
    }

    /// Each alias with its collection: those of one collection, or all.
    pub async fn aliases(&self, collection: Option<String>) -> ApiResult<Vec<(String, String)>> {
        self.with_registry(move |registry| Ok(registry.aliases(collection.as_deref())))
            .await
    }

    /// Makes all changes or none.
    pub async fn change_aliases(&self, changes: Vec<AliasChange>) -> ApiResult<()> {
        self.with_registry(move |registry| registry.change_aliases(changes))
            .await
    }

    /// A query may name points of other collections.
    pub async fn query(
        &self,
        name: String,
        seconds: Option<u64>,
        request: QueryRequest,
    ) -> ApiResult<Vec<ScoredPoint>> {
        let run = move |registry: &Registry| {
            let others = |name: &str| registry.get(name);
            registry.get(&name)?.query(request, &others)
        };
        within(seconds, self.with_registry(run)).await
    }

    pub async fn groups(
        &self,
        name: String,
        seconds: Option<u64>,
        request: GroupsRequest,
    ) -> ApiResult<Vec<Group>> {
        let run = move |registry: &Registry| {
            let others = |name: &str| registry.get(name);
            registry.get(&name)?.groups(request, &others)
        };
        within(seconds, self.with_registry(run)).await
    }

    /// Durable when this returns.
    pub async fn update(&self, name: String, updates: Vec<UpdateOperation>) -> ApiResult<()> {
        self.on(name, None, move |collection| collection.update(updates))
            .await
    }

    /// Runs an operation on a collection, for at most `seconds` if the request sets a limit.
    pub async fn on<T, F>(&self, name: String, seconds: Option<u64>, run: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Collection) -> ApiResult<T> + Send + 'static,
    {
        let run = move |registry: &Registry| run(&*registry.get(&name)?);
        within(seconds, self.with_registry(run)).await
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

async fn within<T>(
    seconds: Option<u64>,
    running: impl Future<Output = ApiResult<T>>,
) -> ApiResult<T> {
    match seconds {
        None => running.await,
        Some(seconds) => tokio::time::timeout(Duration::from_secs(seconds), running)
            .await
            .map_err(|_| ApiError::Timeout(seconds))?,
    }
}
