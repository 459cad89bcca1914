//! One collection: an engine shard in its own directory.
//!
//! Locking: every operation locks `shard` for reading; it is locked for writing only to close it.
//! So reads run in parallel, and a collection is never closed during an operation. `writing` is
//! held for a whole update, from the redo record to the flush: the engine's flush must not run
//! during another update, and updates become visible in the order in which they become durable.

mod average;
mod conditional;
mod configure;
pub mod groups;
mod mark;
mod matrix;
mod plan;
mod query;
mod read;
mod redo;
mod resolve;
mod update;
mod validate;
mod wal;

use std::fs;
use std::path::{Path, PathBuf};

use parking_lot::{Mutex, RwLock};
use qdrant_edge::{EdgeConfig, EdgeShard, Payload, ShardInfo};
use tracing::{info, warn};

use crate::error::{ApiError, ApiResult};
use crate::report::{Hit, Reports};
use mark::Mark;
use redo::Redo;

pub use matrix::Matrix;
pub use resolve::Others;

#[derive(Debug)]
pub struct Collection {
    name: String,
    dir: PathBuf,
    reports: Reports,
    shard: RwLock<Option<EdgeShard>>,
    writing: Mutex<Writing>,
    mark: Mutex<Mark>,
}

#[derive(Debug)]
struct Writing {
    redo: Redo,
    updates_since_optimization: usize,
}

impl Collection {
    /// `dir` must not exist.
    pub fn create(
        name: &str,
        dir: &Path,
        config: EdgeConfig,
        metadata: Option<Payload>,
        reports: Reports,
    ) -> ApiResult<Self> {
        fs::create_dir(dir)?;
        let shard = EdgeShard::new(dir, config)?;
        shard.flush();
        let mark = Mark::new(metadata);
        mark.write(dir)?;
        Ok(Self::with_shard(name, dir, shard, mark, reports))
    }

    /// Whether `dir` holds a complete collection rather than the remains of one.
    pub fn is_complete(dir: &Path) -> bool {
        Mark::is_in(dir)
    }

    /// Opens the collection in `dir` and completes an update that a killed process left unfinished.
    pub fn open(name: &str, dir: &Path, reports: Reports) -> ApiResult<Self> {
        let mark = Mark::read(dir)?;
        let shard = EdgeShard::load(dir, None)?;
        let collection = Self::with_shard(name, dir, shard, mark, reports);
        let left_over = collection.writing.lock().redo.left_over()?;
        if !left_over.is_empty() {
            info!(
                collection = name,
                updates = left_over.len(),
                "completing an interrupted update"
            );
            if let Err(error) = collection.apply(left_over) {
                warn!(collection = name, %error, "the interrupted update was refused");
            }
        }
        Ok(collection)
    }

    fn with_shard(name: &str, dir: &Path, shard: EdgeShard, mark: Mark, reports: Reports) -> Self {
        Self {
            name: name.to_owned(),
            dir: dir.to_owned(),
            reports,
            shard: RwLock::new(Some(shard)),
            writing: Mutex::new(Writing {
                redo: Redo::of(dir),
                updates_since_optimization: 0,
            }),
            mark: Mutex::new(mark),
        }
    }

    /// Runs a call and reports it.
    fn told<T>(
        &self,
        parameters: impl FnOnce() -> (&'static str, serde_json::Value),
        run: impl FnOnce() -> ApiResult<T>,
        points: impl FnOnce(&T) -> (Vec<Hit>, usize),
    ) -> ApiResult<T> {
        let begun = self.reports.begin(parameters);
        let answer = run();
        if let Some(begun) = begun {
            let said = answer.as_ref().map(points);
            begun.end(&self.name, said.map_err(ToString::to_string));
        }
        answer
    }

    /// Closes the shard, trims its log and opens it again. Whoever holds `writing` also holds `shard`
    /// for reading, so no update is in progress while this holds it for writing.
    fn trim_log_when_due(&self) -> ApiResult<()> {
        if !self.with_open_shard(|_| Ok(wal::is_long(&self.dir)?))? {
            return Ok(());
        }
        let mut shard = self.shard.write();
        if shard.is_some() {
            drop(shard.take());
            let trimmed = wal::trim(&self.dir);
            *shard = Some(EdgeShard::load(&self.dir, None)?);
            trimmed?;
        }
        Ok(())
    }

    pub fn config(&self) -> ApiResult<EdgeConfig> {
        self.with_open_shard(|shard| Ok(shard.config().clone()))
    }

    /// The metadata that the collection's owner gave it.
    pub fn metadata(&self) -> Option<Payload> {
        self.mark.lock().metadata.clone()
    }

    pub fn info(&self) -> ApiResult<ShardInfo> {
        self.with_open_shard(|shard| Ok(shard.info()))
    }

    /// Waits for running operations, flushes and closes. Later operations do not find the
    /// collection.
    pub fn close(&self) {
        drop(self.shard.write().take());
    }

    /// Closes the collection and removes its files.
    pub fn delete(&self) -> ApiResult<()> {
        self.close();
        Mark::remove(&self.dir)?;
        Ok(fs::remove_dir_all(&self.dir)?)
    }

    fn with_open_shard<T>(&self, run: impl FnOnce(&EdgeShard) -> ApiResult<T>) -> ApiResult<T> {
        let shard = self.shard.read();
        run(shard
            .as_ref()
            .ok_or_else(|| ApiError::no_collection(&self.name))?)
    }
}

/// The engine cannot answer a query for no points.
fn positive(limit: usize) -> ApiResult<()> {
    match limit {
        0 => Err(ApiError::Invalid("limit must be 1 or larger".to_owned())),
        _ => Ok(()),
    }
}
