//! What a collection says about itself.

use std::collections::BTreeMap;

use qdrant_edge::{CountRequest, EdgeConfig, Payload, PayloadIndexInfo};

use crate::collection::Collection;
use crate::error::ApiResult;

/// A collection's configuration and content.
#[derive(Debug)]
pub struct CollectionInfo {
    /// How it is configured, defaults filled in.
    pub config: EdgeConfig,
    /// What its owner says about it.
    pub metadata: Option<Payload>,
    /// How many points it holds, exactly.
    pub points: usize,
    /// How many vectors are in an HNSW index.
    pub indexed_vectors: usize,
    /// In how many segments.
    pub segments: usize,
    /// The indexed payload fields.
    pub payload_schema: BTreeMap<String, PayloadIndexInfo>,
}

impl CollectionInfo {
    /// The state of `collection` now.
    pub fn of(collection: &Collection) -> ApiResult<Self> {
        let info = collection.info()?;
        let schema = info.payload_schema.into_iter();
        Ok(Self {
            config: collection.config()?,
            metadata: collection.metadata(),
            points: collection.count(CountRequest {
                filter: None,
                exact: true,
            })?,
            indexed_vectors: info.indexed_vectors_count,
            segments: info.segments_count,
            payload_schema: schema.map(|(key, info)| (key.to_string(), info)).collect(),
        })
    }
}

/// The optimizers' thresholds where a collection does not set its own.
pub mod defaults {
    /// The part of a segment that may be deleted points.
    pub const DELETED_THRESHOLD: f64 = 0.2;
    /// The fewest vectors of a segment that is worth vacuuming.
    pub const VACUUM_MIN_VECTOR_NUMBER: usize = 1000;
}
