//! The parameters of a new or changed collection, by way of the JSON form.

use std::collections::HashMap;

use qdrant_client::qdrant::{
    self, Datatype, Distance, HnswConfigDiff, Modifier, MultiVectorComparator,
    OptimizersConfigDiff, SparseVectorConfig, SparseVectorParams, VectorParams, VectorParamsDiff,
    vectors_config, vectors_config_diff,
};
use serde_json::{Map, Value, json};

use super::{absent, needed};
use crate::error::{ApiError, ApiResult};
use crate::json::change::Change;
use crate::json::collection::{Creation, creation};

#[expect(deprecated, reason = "`on_disk_payload` is still what clients send")]
pub fn create(message: qdrant::CreateCollection) -> ApiResult<(String, Creation)> {
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
    let body = json!({
        "vectors": vectors_config.and_then(|config| config.config).map(vectors).transpose()?,
        "sparse_vectors": sparse_vectors_config.map(sparse_vectors).transpose()?,
        "metadata": self::metadata(metadata),
        "hnsw_config": hnsw_config.map(hnsw),
        "optimizers_config": optimizers_config.map(optimizers).transpose()?,
        "on_disk_payload": on_disk_payload,
        "shard_number": shard_number,
        "replication_factor": replication_factor,
        "write_consistency_factor": write_consistency_factor,
    });
    Ok((collection_name, creation(body)?))
}

pub fn update(message: qdrant::UpdateCollection) -> ApiResult<(String, Change)> {
    let qdrant::UpdateCollection {
        collection_name,
        optimizers_config,
        timeout: _, // A change cannot be stopped half-way.
        params,
        hnsw_config,
        vectors_config,
        quantization_config,
        sparse_vectors_config,
        strict_mode_config,
        metadata,
    } = message;
    absent(quantization_config, "quantization_config")?;
    absent(strict_mode_config, "strict_mode_config")?;
    let body = json!({
        "optimizers_config": optimizers_config.map(optimizers).transpose()?,
        "params": params.map(self::params).transpose()?,
        "hnsw_config": hnsw_config.map(hnsw),
        "vectors": vectors_config.and_then(|config| config.config).map(changes).transpose()?,
        "sparse_vectors": sparse_vectors_config.map(sparse_vectors).transpose()?,
        "metadata": self::metadata(metadata),
    });
    Ok((collection_name, Change::of(body)?))
}

#[expect(deprecated, reason = "`on_disk_payload` is still what clients send")]
fn params(params: qdrant::CollectionParamsDiff) -> ApiResult<Value> {
    let qdrant::CollectionParamsDiff {
        replication_factor,
        write_consistency_factor,
        on_disk_payload,
        read_fan_out_factor,
        read_fan_out_delay_ms,
        payload,
        id_tracker,
    } = params;
    absent(payload, "params.payload")?;
    absent(id_tracker, "params.id_tracker")?;
    Ok(json!({
        "replication_factor": replication_factor,
        "write_consistency_factor": write_consistency_factor,
        "on_disk_payload": on_disk_payload,
        "read_fan_out_factor": read_fan_out_factor,
        "read_fan_out_delay_ms": read_fan_out_delay_ms,
    }))
}

fn metadata(values: HashMap<String, qdrant::Value>) -> Option<Value> {
    let members: Map<String, Value> = values
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    (!members.is_empty()).then_some(Value::Object(members))
}

fn changes(config: vectors_config_diff::Config) -> ApiResult<Value> {
    match config {
        vectors_config_diff::Config::Params(params) => Ok(json!({ "": vector_change(params)? })),
        vectors_config_diff::Config::ParamsMap(named) => named
            .map
            .into_iter()
            .map(|(name, params)| Ok((name, vector_change(params)?)))
            .collect::<ApiResult<Map<_, _>>>()
            .map(Value::Object),
    }
}

#[expect(deprecated, reason = "`on_disk` is still what clients send")]
fn vector_change(params: VectorParamsDiff) -> ApiResult<Value> {
    let VectorParamsDiff {
        hnsw_config,
        quantization_config,
        on_disk,
        memory,
    } = params;
    absent(quantization_config, "vectors.quantization_config")?;
    absent(memory, "vectors.memory")?;
    Ok(json!({ "hnsw_config": hnsw_config.map(hnsw), "on_disk": on_disk }))
}

fn sparse_vectors(config: SparseVectorConfig) -> ApiResult<Value> {
    config
        .map
        .into_iter()
        .map(|(name, params)| Ok((name, sparse_vector(params)?)))
        .collect::<ApiResult<Map<_, _>>>()
        .map(Value::Object)
}

fn sparse_vector(params: SparseVectorParams) -> ApiResult<Value> {
    let SparseVectorParams { index, modifier } = params;
    let modifier = match modifier.map(Modifier::try_from) {
        None => None,
        Some(Ok(Modifier::None)) => Some("none"),
        Some(Ok(Modifier::Idf)) => Some("idf"),
        Some(Err(_)) => return Err(ApiError::Unsupported("sparse_vectors.modifier".to_owned())),
    };
    let index = index.map(sparse_index).transpose()?;
    Ok(json!({ "index": index, "modifier": modifier }))
}

#[expect(deprecated, reason = "`on_disk` is still what clients send")]
fn sparse_index(index: qdrant::SparseIndexConfig) -> ApiResult<Value> {
    let qdrant::SparseIndexConfig {
        full_scan_threshold,
        on_disk,
        datatype,
        memory,
    } = index;
    absent(memory, "sparse_vectors.index.memory")?;
    let datatype = self::datatype(datatype, "sparse_vectors.index.datatype")?;
    Ok(
        json!({ "full_scan_threshold": full_scan_threshold, "on_disk": on_disk,
               "datatype": datatype }),
    )
}

fn datatype(datatype: Option<i32>, path: &str) -> ApiResult<Option<&'static str>> {
    Ok(match datatype.map(Datatype::try_from) {
        None | Some(Ok(Datatype::Default)) => None,
        Some(Ok(Datatype::Float32)) => Some("float32"),
        Some(Ok(Datatype::Float16)) => Some("float16"),
        Some(Ok(Datatype::Uint8)) => Some("uint8"),
        Some(_) => return Err(ApiError::Unsupported(format!("{path} turbo"))),
    })
}

fn multivector(config: qdrant::MultiVectorConfig) -> ApiResult<Value> {
    let comparator = MultiVectorComparator::try_from(config.comparator).ok();
    needed(comparator, "multivector_config.comparator")?;
    Ok(json!({ "comparator": "max_sim" }))
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
    let datatype = self::datatype(datatype, "vectors.datatype")?;
    Ok(json!({
        "size": size,
        "distance": distance,
        "hnsw_config": hnsw_config.map(hnsw),
        "on_disk": on_disk,
        "datatype": datatype,
        "multivector_config": multivector_config.map(multivector).transpose()?,
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
