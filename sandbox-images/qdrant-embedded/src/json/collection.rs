//! The parameters of a new collection.

use std::collections::HashMap;

use qdrant_edge::{
    DEFAULT_VECTOR_NAME, Distance, EdgeConfig, EdgeOptimizersConfig, EdgeVectorParams,
    HnswIndexConfig, VectorStorageDatatype, WalOptions,
};
use serde_json::Value;

use super::{Members, parse};
use crate::error::{ApiError, ApiResult};

const LARGEST_DIMENSION: usize = 65_536;
/// Enough for an update of ordinary size; the log grows in steps of it.
const WAL_SEGMENT_BYTES: usize = 4 * 1024 * 1024;

/// Parses the body of a creation.
pub fn config(body: Value) -> ApiResult<EdgeConfig> {
    let mut members = Members::of("collection", body)?;
    for replicas in [
        "shard_number",
        "replication_factor",
        "write_consistency_factor",
    ] {
        if members
            .take::<u32>(replicas)?
            .is_some_and(|count| count != 1)
        {
            return Err(ApiError::Unsupported(format!(
                "collection.{replicas} other than 1"
            )));
        }
    }
    for empty in ["sparse_vectors", "metadata"] {
        if members
            .take_value(empty)
            .is_some_and(|value| value != Value::Object(<_>::default()))
        {
            return Err(ApiError::Unsupported(members.path_of(empty)));
        }
    }
    let hnsw_config = match members.take_value("hnsw_config") {
        Some(changes) => hnsw(
            "collection.hnsw_config",
            &HnswIndexConfig::default(),
            changes,
        )?,
        None => HnswIndexConfig::default(),
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
    if let Some(optimizers) = members.take_value("optimizers_config") {
        config.optimizers = optimizers_config(optimizers)?;
    }
    if let Some(vectors) = members.take_value("vectors") {
        config.vectors = all_vectors(vectors, &config.hnsw_config)?;
    }
    members.finish()?;
    Ok(config)
}

/// Either the parameters of the unnamed vector, or an object with those of each named one.
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
        multivector_config: None,
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

fn hnsw(path: &str, base: &HnswIndexConfig, changes: Value) -> ApiResult<HnswIndexConfig> {
    let mut members = Members::of(path, changes)?;
    let config = HnswIndexConfig {
        m: members.take("m")?.unwrap_or(base.m),
        ef_construct: members.take("ef_construct")?.unwrap_or(base.ef_construct),
        full_scan_threshold: members
            .take("full_scan_threshold")?
            .unwrap_or(base.full_scan_threshold),
        max_indexing_threads: members
            .take("max_indexing_threads")?
            .unwrap_or(base.max_indexing_threads),
        on_disk: members.take("on_disk")?.or(base.on_disk),
        payload_m: members.take("payload_m")?.or(base.payload_m),
        inline_storage: members.take("inline_storage")?.or(base.inline_storage),
    };
    if config.ef_construct < 4 {
        return Err(ApiError::Invalid(format!(
            "{path}.ef_construct must be 4 or larger"
        )));
    }
    members.finish()?;
    Ok(config)
}

fn optimizers_config(value: Value) -> ApiResult<EdgeOptimizersConfig> {
    let mut members = Members::of("optimizers_config", value)?;
    let config = EdgeOptimizersConfig {
        deleted_threshold: members.take("deleted_threshold")?,
        vacuum_min_vector_number: members.take("vacuum_min_vector_number")?,
        default_segment_number: members.take("default_segment_number")?,
        max_segment_size: members.take("max_segment_size")?,
        indexing_threshold: members.take("indexing_threshold")?,
        prevent_unoptimized: None,
    };
    members.finish()?;
    Ok(config)
}
