//! Routes of collections.

use std::collections::HashMap;
use std::time::Instant;

use axum::extract::State;
use qdrant_edge::{DEFAULT_VECTOR_NAME, EdgeConfig, EdgeVectorParams};
use serde::Deserialize;
use serde_json::{Value, json};

use super::envelope::{Answer, Body, Params, Path, Success};
use crate::info::{CollectionInfo, defaults};
use crate::json;
use crate::service::Service;

/// A creation or deletion takes milliseconds and cannot be stopped half-way.
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
    service
        .create(name, json::collection::config(body)?)
        .await?;
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
    let exists = service.names().await?.contains(&name);
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
        "config": config(info.config),
        "payload_schema": info.payload_schema,
    });
    Ok(Success::since(started, answer))
}

fn config(config: EdgeConfig) -> Value {
    let optimizers = &config.optimizers;
    let wal = config.wal_options.unwrap_or_default();
    json!({
        "params": {
            "vectors": vectors(&config.vectors),
            "shard_number": 1,
            "replication_factor": 1,
            "write_consistency_factor": 1,
            "on_disk_payload": config.on_disk_payload,
        },
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
    })
}

fn vectors(vectors: &HashMap<String, EdgeVectorParams>) -> Value {
    match vectors.get(DEFAULT_VECTOR_NAME) {
        Some(unnamed) if vectors.len() == 1 => json!(unnamed),
        _ => json!(vectors),
    }
}
