//! A collection's description of itself.

use std::collections::BTreeMap;

use qdrant_edge::{CountRequest, EdgeConfig, Payload, PayloadIndexInfo};

use crate::collection::Collection;
use crate::error::ApiResult;

#[derive(Debug)]
pub struct CollectionInfo {
    /// With defaults filled in.
    pub config: EdgeConfig,
    /// The metadata that the collection's owner gave it.
    pub metadata: Option<Payload>,
    /// The exact number of points.
    pub points: usize,
    /// How many vectors are in an HNSW index.
    pub indexed_vectors: usize,
    /// The number of segments.
    pub segments: usize,
    /// The indexed payload fields.
    pub payload_schema: BTreeMap<String, PayloadIndexInfo>,
}

impl CollectionInfo {
    /// The state of `collection` at present.
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

/// The optimizers' thresholds for a collection that does not set its own.
pub mod defaults {
    /// The share of a segment's points that may be deleted before it is vacuumed.
    pub const DELETED_THRESHOLD: f64 = 0.2;
    /// The fewest vectors that make it worth vacuuming a segment.
    pub const VACUUM_MIN_VECTOR_NUMBER: usize = 1000;
}
