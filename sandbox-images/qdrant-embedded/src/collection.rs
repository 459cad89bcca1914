//! One collection: an engine shard in a directory of its own.
//!
//! Locking: `shard` is read-locked by every operation and write-locked only to close it, so that
//! reads run side by side and a collection is never closed under an operation. `writing` is held
//! over a whole update, from the redo record to the flush: the engine's flush must not meet
//! another update, and updates become visible in the order in which they become durable.

mod query;
mod read;
mod redo;
mod validate;
mod wal;

use std::fs;
use std::path::{Path, PathBuf};

use parking_lot::{Mutex, RwLock};
use qdrant_edge::{EdgeConfig, EdgeShard, ShardInfo, UpdateOperation};
use serde::{Deserialize, Serialize};
use tracing::{info, warn};

use crate::error::{ApiError, ApiResult};
use crate::report::{Hit, Reports, describe};
use redo::Redo;

/// Written last when a collection is created and removed first when it is deleted: a directory
/// without it is the remains of either.
const COMPLETE_MARK: &str = "collection.json";

/// After this many updates the engine is asked to merge, index and vacuum its segments.
const UPDATES_BETWEEN_OPTIMIZATIONS: usize = 64;

#[derive(Debug, Serialize, Deserialize)]
struct CompleteMark {
    format: u32,
    engine: String,
}

/// A collection that is open.
#[derive(Debug)]
pub struct Collection {
    name: String,
    dir: PathBuf,
    reports: Reports,
    shard: RwLock<Option<EdgeShard>>,
    writing: Mutex<Writing>,
}

#[derive(Debug)]
struct Writing {
    redo: Redo,
    updates_since_optimization: usize,
}

impl Collection {
    /// Creates a collection in `dir`, which must not exist.
    pub fn create(name: &str, dir: &Path, config: EdgeConfig, reports: Reports) -> ApiResult<Self> {
        fs::create_dir(dir)?;
        let shard = EdgeShard::new(dir, config)?;
        shard.flush();
        let mark = CompleteMark {
            format: 1,
            engine: crate::ENGINE.to_owned(),
        };
        let mark = serde_json::to_vec(&mark).map_err(|e| ApiError::Internal(e.to_string()))?;
        fs::write(dir.join(COMPLETE_MARK), mark)?;
        Ok(Self::with_shard(name, dir, shard, reports))
    }

    /// Whether `dir` holds a collection, and not the remains of one.
    pub fn is_complete(dir: &Path) -> bool {
        dir.join(COMPLETE_MARK).is_file()
    }

    /// Opens the collection in `dir` and completes the update that a killed process left.
    pub fn open(name: &str, dir: &Path, reports: Reports) -> ApiResult<Self> {
        let collection = Self::with_shard(name, dir, EdgeShard::load(dir, None)?, reports);
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

    fn with_shard(name: &str, dir: &Path, shard: EdgeShard, reports: Reports) -> Self {
        Self {
            name: name.to_owned(),
            dir: dir.to_owned(),
            reports,
            shard: RwLock::new(Some(shard)),
            writing: Mutex::new(Writing {
                redo: Redo::of(dir),
                updates_since_optimization: 0,
            }),
        }
    }

    /// Applies `updates` in order. When this returns `Ok` they survive a kill of the process.
    pub fn update(&self, updates: Vec<UpdateOperation>) -> ApiResult<()> {
        let begun: Vec<_> = updates
            .iter()
            .filter_map(|update| {
                let mut points = (Vec::new(), 0);
                let begun = self.reports.begin(|| {
                    let said = describe::update(update);
                    points = (said.hits, said.found);
                    (said.operation, said.parameters)
                })?;
                Some((begun, points))
            })
            .collect();
        let applied = self.apply(updates);
        for (begun, points) in begun {
            let answer = match &applied {
                Ok(()) => Ok(points),
                Err(error) => Err(error.to_string()),
            };
            begun.end(&self.name, answer);
        }
        applied
    }

    /// Runs a call that changes nothing, and tells of it.
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

    fn apply(&self, updates: Vec<UpdateOperation>) -> ApiResult<()> {
        self.with_open_shard(|shard| {
            for update in &updates {
                validate::update(&shard.config(), update)?;
            }
            let mut writing = self.writing.lock();
            writing.redo.record(&updates)?;
            let applied = updates
                .into_iter()
                .try_for_each(|update| shard.update(update));
            shard.flush();
            writing.redo.strike_out()?;
            applied?;
            if let Err(error) = writing.optimize_when_due(shard) {
                warn!(collection = self.name, %error, "segments were not optimized");
            }
            Ok(())
        })?;
        if let Err(error) = self.trim_log_when_due() {
            warn!(collection = self.name, %error, "the log was not trimmed");
        }
        Ok(())
    }

    /// Closes the shard, trims its log and opens it again. Who holds `writing` has read-locked
    /// `shard`, so no update is under way.
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

    /// What the collection was created with.
    pub fn config(&self) -> ApiResult<EdgeConfig> {
        self.with_open_shard(|shard| Ok(shard.config().clone()))
    }

    /// What the collection holds.
    pub fn info(&self) -> ApiResult<ShardInfo> {
        self.with_open_shard(|shard| Ok(shard.info()))
    }

    /// Waits for running operations, flushes and closes. Later operations find no collection.
    pub fn close(&self) {
        drop(self.shard.write().take());
    }

    /// Closes the collection and removes its files.
    pub fn delete(&self) -> ApiResult<()> {
        self.close();
        fs::remove_file(self.dir.join(COMPLETE_MARK))?;
        Ok(fs::remove_dir_all(&self.dir)?)
    }

    fn with_open_shard<T>(&self, run: impl FnOnce(&EdgeShard) -> ApiResult<T>) -> ApiResult<T> {
        let shard = self.shard.read();
        run(shard
            .as_ref()
            .ok_or_else(|| ApiError::no_collection(&self.name))?)
    }
}

impl Writing {
    fn optimize_when_due(&mut self, shard: &EdgeShard) -> ApiResult<()> {
        self.updates_since_optimization += 1;
        if self.updates_since_optimization >= UPDATES_BETWEEN_OPTIMIZATIONS {
            self.updates_since_optimization = 0;
            shard.optimize()?;
            shard.flush();
        }
        Ok(())
    }
}

/// The engine has no answer of no points.
fn positive(limit: usize) -> ApiResult<()> {
    match limit {
        0 => Err(ApiError::Invalid("limit must be 1 or larger".to_owned())),
        _ => Ok(()),
    }
}
