//! Updates: each is checked, recorded, applied and flushed before it is answered.

use qdrant_edge::{EdgeShard, UpdateOperation};
use tracing::warn;

use super::{Collection, Writing, conditional, validate};
use crate::error::ApiResult;
use crate::report::describe;

/// After this many updates, the engine is asked to merge, index and vacuum its segments.
const UPDATES_BETWEEN_OPTIMIZATIONS: usize = 64;

impl Collection {
    /// Applies `updates` in order. When this returns `Ok`, they survive a kill of the process.
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

    /// Applies without reporting.
    pub(super) fn apply(&self, updates: Vec<UpdateOperation>) -> ApiResult<()> {
        self.with_open_shard(|shard| {
            for update in &updates {
                validate::update(&shard.config(), update)?;
            }
            let mut writing = self.writing.lock();
            writing.apply(shard, updates)?;
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
}

impl Writing {
    /// Applies and flushes `updates`, and records them until that is done.
    fn apply(&mut self, shard: &EdgeShard, updates: Vec<UpdateOperation>) -> ApiResult<()> {
        let applied = self.apply_in_parts(shard, updates);
        self.redo.strike_out()?;
        applied
    }

    /// An update with a condition is resolved against the result of the updates before it. So those
    /// are flushed first, and a new record begins with the conditional one.
    fn apply_in_parts(&self, shard: &EdgeShard, mut left: Vec<UpdateOperation>) -> ApiResult<()> {
        while !left.is_empty() {
            let first = conditional::settled(shard, left.remove(0))?;
            left.insert(0, first);
            let next = left.iter().skip(1).position(conditional::is_conditional);
            let later = left.split_off(next.map_or(left.len(), |at| at + 1));
            self.redo.record(left.iter().chain(&later))?;
            let applied = left.into_iter().try_for_each(|update| shard.update(update));
            shard.flush();
            applied?;
            left = later;
        }
        Ok(())
    }

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
