//! Changes to a collection's configuration while it is in use.

use qdrant_edge::{EdgeConfig, EdgeShard, Payload};
use serde_json::json;

use super::Collection;
use crate::error::{ApiError, ApiResult};

impl Collection {
    /// Changes the configuration and merges `metadata` into the collection's own. Durable when this
    /// returns; segments follow when they are next optimized.
    pub fn configure(
        &self,
        change: impl FnOnce(&EdgeConfig) -> ApiResult<EdgeConfig>,
        metadata: Option<Payload>,
    ) -> ApiResult<()> {
        let run = || {
            self.reopen_with(change)?;
            if let Some(metadata) = metadata {
                self.merge_metadata(&metadata)?;
            }
            Ok(())
        };
        let parameters = || ("update_collection", json!({}));
        self.told(parameters, run, |()| (Vec::new(), 0))
    }

    /// The engine takes a configuration when it opens, checks it against the segments, and then
    /// writes it with one rename.
    fn reopen_with(
        &self,
        change: impl FnOnce(&EdgeConfig) -> ApiResult<EdgeConfig>,
    ) -> ApiResult<()> {
        let mut shard = self.shard.write();
        let open = shard.as_ref();
        let old = open.map(|shard| shard.config().clone());
        let old = old.ok_or_else(|| ApiError::no_collection(&self.name))?;
        let new = change(&old)?;
        if new == old {
            return Ok(());
        }
        drop(shard.take());
        match EdgeShard::load(&self.dir, Some(new)) {
            Ok(changed) => {
                *shard = Some(changed);
                Ok(())
            }
            Err(error) => {
                *shard = Some(EdgeShard::load(&self.dir, Some(old))?);
                Err(error.into())
            }
        }
    }

    fn merge_metadata(&self, metadata: &Payload) -> ApiResult<()> {
        let mut mark = self.mark.lock();
        let mut merged = mark.clone();
        merged.metadata.get_or_insert_default().merge(metadata);
        merged.write(&self.dir)?;
        *mark = merged;
        Ok(())
    }
}
