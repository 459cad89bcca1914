//! The parameters of a new collection.

use std::collections::HashMap;

use qdrant_edge::{
    DEFAULT_VECTOR_NAME, Distance, EdgeConfig, EdgeSparseVectorParams, EdgeVectorParams,
    HnswIndexConfig, MultiVectorConfig, Payload, VectorStorageDatatype, WalOptions,
};
use serde_json::Value;

use super::settings::{hnsw, only_one, optimizers, replicas, sparse};
use super::{Members, parse};
use crate::error::{ApiError, ApiResult};

const LARGEST_DIMENSION: usize = 65_536;
/// In bytes: enough for an update of ordinary size. The log grows in steps of this size.
const WAL_SEGMENT_BYTES: usize = 4 * 1024 * 1024;

#[derive(Debug)]
pub struct Creation {
    pub config: EdgeConfig,
    /// The metadata that the collection's owner gives it.
    pub metadata: Option<Payload>,
}

pub fn creation(body: Value) -> ApiResult<Creation> {
    let mut members = Members::of("collection", body)?;
    only_one(&mut members, "shard_number")?;
    replicas(&mut members)?;
    let metadata = members.take("metadata")?;
    let base = HnswIndexConfig::default();
    let hnsw_config = match members.take_value("hnsw_config") {
        Some(changes) => hnsw("collection.hnsw_config", &base, changes)?,
        None => base,
    };
    let mut config = EdgeConfig {
        hnsw_config,
        wal_options: Some(WalOptions {
            segment_capacity: WAL_SEGMENT_BYTES,
            ..WalOptions::default()
        }),
        ..EdgeConfig::default()
    };
    if let Some(on_disk) = members.take("on_disk_payload")? {
        config.on_disk_payload = on_disk;
    }
    if let Some(changes) = members.take_value("optimizers_config") {
        config.optimizers = optimizers(&config.optimizers, changes)?;
    }
    if let Some(vectors) = members.take_value("vectors") {
        config.vectors = all_vectors(vectors, &config.hnsw_config)?;
    }
    if let Some(vectors) = members.take_value("sparse_vectors") {
        config.sparse_vectors = sparse_vectors(vectors)?;
    }
    members.finish()?;
    distinct_names(&config)?;
    Ok(Creation { config, metadata })
}

fn distinct_names(config: &EdgeConfig) -> ApiResult<()> {
    let both = config
        .sparse_vectors
        .keys()
        .find(|name| name.is_empty() || config.vectors.contains_key(*name));
    match both {
        Some(name) => Err(ApiError::Invalid(format!(
            "the name `{name}` of a sparse vector is empty or that of a dense one"
        ))),
        None => Ok(()),
    }
}

/// The parameters of the unnamed vector, or an object with those of each named vector.
fn all_vectors(
    value: Value,
    hnsw: &HnswIndexConfig,
) -> ApiResult<HashMap<String, EdgeVectorParams>> {
    if value.get("size").is_some_and(|size| !size.is_object()) {
        let params = vector("vectors", value, hnsw)?;
        return Ok(HashMap::from([(DEFAULT_VECTOR_NAME.to_owned(), params)]));
    }
    let named: HashMap<String, Value> = parse("vectors", value)?;
    named
        .into_iter()
        .map(|(name, params)| {
            let params = vector(&format!("vectors.{name}"), params, hnsw)?;
            Ok((name, params))
        })
        .collect()
}

fn vector(path: &str, value: Value, global: &HnswIndexConfig) -> ApiResult<EdgeVectorParams> {
    let mut members = Members::of(path, value)?;
    let params = EdgeVectorParams {
        size: members.need("size")?,
        distance: members.need::<Distance>("distance")?,
        on_disk: members.take("on_disk")?,
        multivector_config: match members.take_value("multivector_config") {
            Some(config) => Some(multivector(&members.path_of("multivector_config"), config)?),
            None => None,
        },
        datatype: members.take::<VectorStorageDatatype>("datatype")?,
        quantization_config: None,
        hnsw_config: match members.take_value("hnsw_config") {
            Some(changes) => Some(hnsw(&members.path_of("hnsw_config"), global, changes)?),
            None => None,
        },
    };
    if params.size == 0 || params.size > LARGEST_DIMENSION {
        return Err(ApiError::Invalid(format!(
            "{path}.size must be between 1 and {LARGEST_DIMENSION}"
        )));
    }
    members.finish()?;
    Ok(params)
}

fn multivector(path: &str, value: Value) -> ApiResult<MultiVectorConfig> {
    let mut members = Members::of(path, value)?;
    let comparator = members.need("comparator")?;
    members.finish()?;
    Ok(MultiVectorConfig { comparator })
}

fn sparse_vectors(value: Value) -> ApiResult<HashMap<String, EdgeSparseVectorParams>> {
    let named: HashMap<String, Value> = parse("sparse_vectors", value)?;
    named
        .into_iter()
        .map(|(name, params)| {
            let params = sparse(&format!("sparse_vectors.{name}"), params)?;
            Ok((name, params))
        })
        .collect()
}
