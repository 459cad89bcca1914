//! A collection's description.

use std::collections::HashMap;

use qdrant_client::qdrant::{
    self, CollectionConfig, CollectionParams, CollectionStatus, Datatype, Distance, HnswConfigDiff,
    Modifier, MultiVectorComparator, MultiVectorConfig, OptimizerStatus, OptimizersConfigDiff,
    PayloadSchemaInfo, PayloadSchemaType, SparseIndexConfig, SparseVectorConfig,
    SparseVectorParams, VectorParams, VectorParamsMap, VectorsConfig, WalConfigDiff,
    vectors_config,
};
use qdrant_edge::{
    DEFAULT_VECTOR_NAME, EdgeConfig, EdgeOptimizersConfig, EdgeSparseVectorParams,
    EdgeVectorParams, HnswIndexConfig, Payload, VectorStorageDatatype, WalOptions,
};

use crate::info::{CollectionInfo, defaults};

pub fn info(info: CollectionInfo) -> qdrant::CollectionInfo {
    let schema = info.payload_schema.into_iter().map(|(key, index)| {
        let info = PayloadSchemaInfo {
            data_type: schema_type(index.data_type).into(),
            params: None,
            points: Some(index.points as u64),
        };
        (key, info)
    });
    qdrant::CollectionInfo {
        status: CollectionStatus::Green.into(),
        optimizer_status: Some(OptimizerStatus {
            ok: true,
            error: String::new(),
        }),
        segments_count: info.segments as u64,
        payload_schema: schema.collect(),
        config: Some(config(info.config, info.metadata)),
        points_count: Some(info.points as u64),
        indexed_vectors_count: Some(info.indexed_vectors as u64),
        warnings: Vec::new(),
        update_queue: None,
        created_at: None,
    }
}

#[expect(deprecated, reason = "clients before 1.20 read `on_disk_payload`")]
fn config(config: EdgeConfig, metadata: Option<Payload>) -> CollectionConfig {
    let metadata = metadata.map(|metadata| metadata.0).unwrap_or_default();
    CollectionConfig {
        params: Some(CollectionParams {
            shard_number: 1,
            on_disk_payload: config.on_disk_payload,
            vectors_config: Some(vectors(config.vectors)),
            replication_factor: Some(1),
            write_consistency_factor: Some(1),
            read_fan_out_factor: None,
            sharding_method: None,
            sparse_vectors_config: sparse_vectors(config.sparse_vectors),
            read_fan_out_delay_ms: None,
            payload: None,
            id_tracker: None,
        }),
        hnsw_config: Some(hnsw(&config.hnsw_config)),
        optimizer_config: Some(optimizers(&config.optimizers)),
        wal_config: Some(wal(&config.wal_options.unwrap_or_default())),
        quantization_config: None,
        strict_mode_config: None,
        metadata: metadata
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect(),
    }
}

fn vectors(mut vectors: HashMap<String, EdgeVectorParams>) -> VectorsConfig {
    let config = match vectors.remove(DEFAULT_VECTOR_NAME) {
        Some(unnamed) if vectors.is_empty() => vectors_config::Config::Params(vector(&unnamed)),
        unnamed => {
            let unnamed = unnamed.map(|params| (DEFAULT_VECTOR_NAME.to_owned(), params));
            let map = vectors.into_iter().chain(unnamed);
            let map = map.map(|(name, params)| (name, vector(&params))).collect();
            vectors_config::Config::ParamsMap(VectorParamsMap { map })
        }
    };
    VectorsConfig {
        config: Some(config),
    }
}

#[expect(deprecated, reason = "clients before 1.20 read `on_disk`")]
fn vector(params: &EdgeVectorParams) -> VectorParams {
    let distance = match params.distance {
        qdrant_edge::Distance::Cosine => Distance::Cosine,
        qdrant_edge::Distance::Euclid => Distance::Euclid,
        qdrant_edge::Distance::Dot => Distance::Dot,
        qdrant_edge::Distance::Manhattan => Distance::Manhattan,
    };
    VectorParams {
        size: params.size as u64,
        distance: distance.into(),
        hnsw_config: params.hnsw_config.as_ref().map(hnsw),
        quantization_config: None,
        on_disk: params.on_disk,
        datatype: params.datatype.map(datatype),
        multivector_config: params.multivector_config.map(|_| MultiVectorConfig {
            comparator: MultiVectorComparator::MaxSim.into(),
        }),
        memory: None,
    }
}

fn datatype(datatype: VectorStorageDatatype) -> i32 {
    let datatype = match datatype {
        VectorStorageDatatype::Float32 => Datatype::Float32,
        VectorStorageDatatype::Float16 => Datatype::Float16,
        VectorStorageDatatype::Uint8 => Datatype::Uint8,
        VectorStorageDatatype::Turbo4 => Datatype::Turbo4,
    };
    datatype.into()
}

fn sparse_vectors(vectors: HashMap<String, EdgeSparseVectorParams>) -> Option<SparseVectorConfig> {
    let named = vectors.into_iter();
    let map: HashMap<_, _> = named.map(|(name, it)| (name, sparse(&it))).collect();
    (!map.is_empty()).then_some(SparseVectorConfig { map })
}

/// As the client gave it: a setting that it did not give is not shown.
#[expect(deprecated, reason = "clients before 1.20 read `on_disk`")]
fn sparse(params: &EdgeSparseVectorParams) -> SparseVectorParams {
    let index = SparseIndexConfig {
        full_scan_threshold: params.full_scan_threshold.map(|number| number as u64),
        on_disk: params.on_disk,
        datatype: params.datatype.map(datatype),
        memory: None,
    };
    let modifier = params.modifier.map(|modifier| match modifier {
        qdrant_edge::Modifier::None => Modifier::None,
        qdrant_edge::Modifier::Idf => Modifier::Idf,
    });
    SparseVectorParams {
        index: (index != SparseIndexConfig::default()).then_some(index),
        modifier: modifier.map(Into::into),
    }
}

#[expect(deprecated, reason = "clients before 1.20 read `on_disk`")]
fn hnsw(config: &HnswIndexConfig) -> HnswConfigDiff {
    HnswConfigDiff {
        m: Some(config.m as u64),
        ef_construct: Some(config.ef_construct as u64),
        full_scan_threshold: Some(config.full_scan_threshold as u64),
        max_indexing_threads: Some(config.max_indexing_threads as u64),
        on_disk: config.on_disk,
        payload_m: config.payload_m.map(|m| m as u64),
        inline_storage: config.inline_storage,
        memory: None,
    }
}

fn optimizers(config: &EdgeOptimizersConfig) -> OptimizersConfigDiff {
    let vacuum = config
        .vacuum_min_vector_number
        .unwrap_or(defaults::VACUUM_MIN_VECTOR_NUMBER);
    OptimizersConfigDiff {
        deleted_threshold: Some(
            config
                .deleted_threshold
                .unwrap_or(defaults::DELETED_THRESHOLD),
        ),
        vacuum_min_vector_number: Some(vacuum as u64),
        default_segment_number: Some(config.default_segment_number.unwrap_or(0) as u64),
        max_segment_size: config.max_segment_size.map(|size| size as u64),
        memmap_threshold: None,
        indexing_threshold: Some(config.get_indexing_threshold_kb() as u64),
        flush_interval_sec: Some(0),
        deprecated_max_optimization_threads: None,
        max_optimization_threads: None,
        prevent_unoptimized: None,
    }
}

fn wal(options: &WalOptions) -> WalConfigDiff {
    WalConfigDiff {
        wal_capacity_mb: Some((options.segment_capacity / 1024 / 1024) as u64),
        wal_segments_ahead: Some(options.segment_queue_len as u64),
        wal_retain_closed: Some(options.retain_closed.get() as u64),
    }
}

fn schema_type(kind: qdrant_edge::PayloadSchemaType) -> PayloadSchemaType {
    match kind {
        qdrant_edge::PayloadSchemaType::Keyword => PayloadSchemaType::Keyword,
        qdrant_edge::PayloadSchemaType::Integer => PayloadSchemaType::Integer,
        qdrant_edge::PayloadSchemaType::Float => PayloadSchemaType::Float,
        qdrant_edge::PayloadSchemaType::Geo => PayloadSchemaType::Geo,
        qdrant_edge::PayloadSchemaType::Text => PayloadSchemaType::Text,
        qdrant_edge::PayloadSchemaType::Bool => PayloadSchemaType::Bool,
        qdrant_edge::PayloadSchemaType::Datetime => PayloadSchemaType::Datetime,
        qdrant_edge::PayloadSchemaType::Uuid => PayloadSchemaType::Uuid,
    }
}
