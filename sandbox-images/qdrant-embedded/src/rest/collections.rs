//! Routes of collections.

use std::collections::HashMap;
use std::time::Instant;

use axum::extract::State;
use qdrant_edge::{
    DEFAULT_VECTOR_NAME, EdgeConfig, EdgeSparseVectorParams, EdgeVectorParams, Payload,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::envelope::{Answer, Body, Params, Path, Success};
use crate::info::{CollectionInfo, defaults};
use crate::json::change::Change;
use crate::json::collection::creation;
use crate::service::Service;

/// The time limit is ignored: a creation or deletion takes milliseconds and cannot be stopped
/// half-way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeParams {
    #[expect(dead_code, reason = "read so that it is not refused")]
    timeout: Option<u64>,
}

/// `GET /collections`
pub async fn list(State(service): State<Service>) -> Answer<Value> {
    let started = Instant::now();
    let names = service.names().await?;
    let collections: Vec<_> = names
        .into_iter()
        .map(|name| json!({ "name": name }))
        .collect();
    Ok(Success::since(
        started,
        json!({ "collections": collections }),
    ))
}

/// `PUT /collections/{name}`
pub async fn create(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(_): Params<ChangeParams>,
    Body(body): Body,
) -> Answer<bool> {
    let started = Instant::now();
    service.create(name, creation(body)?).await?;
    Ok(Success::since(started, true))
}

/// `PATCH /collections/{name}`
pub async fn change(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(_): Params<ChangeParams>,
    Body(body): Body,
) -> Answer<bool> {
    let started = Instant::now();
    service.configure(name, Change::of(body)?).await?;
    Ok(Success::since(started, true))
}

/// `DELETE /collections/{name}`
pub async fn delete(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(_): Params<ChangeParams>,
) -> Answer<bool> {
    let started = Instant::now();
    Ok(Success::since(started, service.delete(name).await?))
}

/// `GET /collections/{name}/exists`
pub async fn exists(State(service): State<Service>, Path(name): Path<String>) -> Answer<Value> {
    let started = Instant::now();
    let exists = service.exists(name).await?;
    Ok(Success::since(started, json!({ "exists": exists })))
}

/// `GET /collections/{name}`
pub async fn info(State(service): State<Service>, Path(name): Path<String>) -> Answer<Value> {
    let started = Instant::now();
    let info = service.on(name, None, CollectionInfo::of).await?;
    let answer = json!({
        "status": "green",
        "optimizer_status": "ok",
        "points_count": info.points,
        "indexed_vectors_count": info.indexed_vectors,
        "segments_count": info.segments,
        "config": config(info.config, info.metadata),
        "payload_schema": info.payload_schema,
    });
    Ok(Success::since(started, answer))
}

fn config(config: EdgeConfig, metadata: Option<Payload>) -> Value {
    let optimizers = &config.optimizers;
    let wal = config.wal_options.unwrap_or_default();
    let mut params = json!({
        "vectors": vectors(&config.vectors),
        "shard_number": 1,
        "replication_factor": 1,
        "write_consistency_factor": 1,
        "on_disk_payload": config.on_disk_payload,
    });
    if !config.sparse_vectors.is_empty() {
        let named = config.sparse_vectors.iter();
        params["sparse_vectors"] = named
            .map(|(name, vector)| (name.clone(), sparse(vector)))
            .collect::<Map<_, _>>()
            .into();
    }
    let mut json = json!({
        "params": params,
        "hnsw_config": config.hnsw_config,
        "optimizer_config": {
            "deleted_threshold": optimizers.deleted_threshold.unwrap_or(defaults::DELETED_THRESHOLD),
            "vacuum_min_vector_number": optimizers
                .vacuum_min_vector_number
                .unwrap_or(defaults::VACUUM_MIN_VECTOR_NUMBER),
            "default_segment_number": optimizers.default_segment_number.unwrap_or(0),
            "max_segment_size": optimizers.max_segment_size,
            "indexing_threshold": optimizers.get_indexing_threshold_kb(),
            // Nothing is flushed on a timer: every update is flushed before it is answered.
            "flush_interval_sec": 0,
        },
        "wal_config": {
            "wal_capacity_mb": wal.segment_capacity / 1024 / 1024,
            "wal_segments_ahead": wal.segment_queue_len,
        },
        "quantization_config": null,
    });
    if let Some(metadata) = metadata {
        json["metadata"] = json!(metadata);
    }
    json
}

fn vectors(vectors: &HashMap<String, EdgeVectorParams>) -> Value {
    match vectors.get(DEFAULT_VECTOR_NAME) {
        Some(unnamed) if vectors.len() == 1 => json!(unnamed),
        _ => json!(vectors),
    }
}

/// As the client gave it: a setting that it did not give is not shown.
fn sparse(vector: &EdgeSparseVectorParams) -> Value {
    let mut index = Map::new();
    let mut say = |name: &str, value: Option<Value>| {
        value.map(|value| index.insert(name.to_owned(), value));
    };
    say(
        "full_scan_threshold",
        vector.full_scan_threshold.map(Value::from),
    );
    say("on_disk", vector.on_disk.map(Value::from));
    say("datatype", vector.datatype.map(|datatype| json!(datatype)));
    let mut json = Map::new();
    if !index.is_empty() {
        json.insert("index".to_owned(), index.into());
    }
    if let Some(modifier) = vector.modifier {
        json.insert("modifier".to_owned(), json!(modifier));
    }
    json.into()
}
