//! The parameters of a new collection, by way of the JSON form.

use qdrant_client::qdrant::{
    self, Datatype, Distance, HnswConfigDiff, OptimizersConfigDiff, VectorParams, vectors_config,
};
use qdrant_edge::EdgeConfig;
use serde_json::{Map, Value, json};

use super::absent;
use crate::error::{ApiError, ApiResult};
use crate::json;

/// Reads the name and the parameters of a new collection.
#[expect(deprecated, reason = "`on_disk_payload` is still what clients send")]
pub fn create(message: qdrant::CreateCollection) -> ApiResult<(String, EdgeConfig)> {
    let qdrant::CreateCollection {
        collection_name,
        hnsw_config,
        wal_config,
        optimizers_config,
        shard_number,
        on_disk_payload,
        timeout: _, // A creation takes milliseconds and cannot be stopped half-way.
        vectors_config,
        replication_factor,
        write_consistency_factor,
        quantization_config,
        sharding_method,
        sparse_vectors_config,
        strict_mode_config,
        metadata,
        payload,
        id_tracker,
    } = message;
    absent(wal_config, "wal_config")?;
    absent(quantization_config, "quantization_config")?;
    absent(sharding_method, "sharding_method")?;
    absent(strict_mode_config, "strict_mode_config")?;
    absent(payload, "payload")?;
    absent(id_tracker, "id_tracker")?;
    absent(
        sparse_vectors_config.filter(|config| !config.map.is_empty()),
        "sparse_vectors_config",
    )?;
    absent((!metadata.is_empty()).then_some(()), "metadata")?;
    let body = json!({
        "vectors": vectors_config.and_then(|config| config.config).map(vectors).transpose()?,
        "hnsw_config": hnsw_config.map(hnsw),
        "optimizers_config": optimizers_config.map(optimizers).transpose()?,
        "on_disk_payload": on_disk_payload,
        "shard_number": shard_number,
        "replication_factor": replication_factor,
        "write_consistency_factor": write_consistency_factor,
    });
    Ok((collection_name, json::collection::config(body)?))
}

fn vectors(config: vectors_config::Config) -> ApiResult<Value> {
    match config {
        vectors_config::Config::Params(params) => vector(params),
        vectors_config::Config::ParamsMap(named) => named
            .map
            .into_iter()
            .map(|(name, params)| Ok((name, vector(params)?)))
            .collect::<ApiResult<Map<_, _>>>()
            .map(Value::Object),
    }
}

#[expect(deprecated, reason = "`on_disk` is still what clients send")]
fn vector(params: VectorParams) -> ApiResult<Value> {
    let VectorParams {
        size,
        distance,
        hnsw_config,
        quantization_config,
        on_disk,
        datatype,
        multivector_config,
        memory,
    } = params;
    absent(quantization_config, "vectors.quantization_config")?;
    absent(multivector_config, "vectors.multivector_config")?;
    absent(memory, "vectors.memory")?;
    let distance = match Distance::try_from(distance) {
        Ok(Distance::Cosine) => "Cosine",
        Ok(Distance::Euclid) => "Euclid",
        Ok(Distance::Dot) => "Dot",
        Ok(Distance::Manhattan) => "Manhattan",
        Ok(Distance::UnknownDistance) | Err(_) => {
            return Err(ApiError::Invalid(format!(
                "vectors.distance {distance} is unknown"
            )));
        }
    };
    let datatype = match datatype.map(Datatype::try_from) {
        None | Some(Ok(Datatype::Default)) => None,
        Some(Ok(Datatype::Float32)) => Some("float32"),
        Some(Ok(Datatype::Float16)) => Some("float16"),
        Some(Ok(Datatype::Uint8)) => Some("uint8"),
        Some(_) => return Err(ApiError::Unsupported("vectors.datatype turbo".to_owned())),
    };
    Ok(json!({
        "size": size,
        "distance": distance,
        "hnsw_config": hnsw_config.map(hnsw),
        "on_disk": on_disk,
        "datatype": datatype,
    }))
}

#[expect(deprecated, reason = "`on_disk` is still what clients send")]
fn hnsw(config: HnswConfigDiff) -> Value {
    let HnswConfigDiff {
        m,
        ef_construct,
        full_scan_threshold,
        max_indexing_threads,
        on_disk,
        payload_m,
        inline_storage,
        memory,
    } = config;
    json!({
        "m": m,
        "ef_construct": ef_construct,
        "full_scan_threshold": full_scan_threshold,
        "max_indexing_threads": max_indexing_threads,
        "on_disk": on_disk,
        "payload_m": payload_m,
        "inline_storage": inline_storage,
        "memory": memory,
    })
}

fn optimizers(config: OptimizersConfigDiff) -> ApiResult<Value> {
    let OptimizersConfigDiff {
        deleted_threshold,
        vacuum_min_vector_number,
        default_segment_number,
        max_segment_size,
        memmap_threshold,
        indexing_threshold,
        flush_interval_sec,
        deprecated_max_optimization_threads,
        max_optimization_threads,
        prevent_unoptimized,
    } = config;
    absent(
        deprecated_max_optimization_threads,
        "optimizers_config.max_optimization_threads",
    )?;
    absent(
        max_optimization_threads,
        "optimizers_config.max_optimization_threads",
    )?;
    Ok(json!({
        "deleted_threshold": deleted_threshold,
        "vacuum_min_vector_number": vacuum_min_vector_number,
        "default_segment_number": default_segment_number,
        "max_segment_size": max_segment_size,
        "memmap_threshold": memmap_threshold,
        "indexing_threshold": indexing_threshold,
        "flush_interval_sec": flush_interval_sec,
        "prevent_unoptimized": prevent_unoptimized,
    }))
}
