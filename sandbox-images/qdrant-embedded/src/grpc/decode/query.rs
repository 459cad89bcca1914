//! Queries and searches.

use qdrant_client::qdrant::{self, query, start_from, vector_input};
use qdrant_edge::external::ordered_float::OrderedFloat;
use qdrant_edge::{Direction, Fusion, OrderBy, SearchParams, StartFrom};
use serde_json::json;

use super::{absent, consistency, filter, needed, point, size};
use crate::error::{ApiError, ApiResult};
use crate::json;
use crate::request::{DEFAULT_LIMIT, DEFAULT_RRF_K, Query, QueryRequest, Stage, VectorInput};

/// A request, the collection it is about, and its time limit.
pub type Addressed<T> = (String, T, Option<u64>);

/// Reads a query.
pub fn query(points: qdrant::QueryPoints) -> ApiResult<Addressed<QueryRequest>> {
    let qdrant::QueryPoints {
        collection_name,
        prefetch,
        query,
        using,
        filter: wanted,
        params,
        score_threshold,
        limit,
        offset,
        with_vectors,
        with_payload,
        read_consistency,
        shard_key_selector,
        lookup_from,
        timeout,
    } = points;
    consistency(read_consistency)?;
    absent(shard_key_selector, "shard_key_selector")?;
    let stage = stage(qdrant::PrefetchQuery {
        prefetch,
        query,
        using,
        filter: wanted,
        params,
        score_threshold,
        limit,
        lookup_from,
    })?;
    let request = QueryRequest {
        stage,
        offset: size(offset.unwrap_or(0)),
        with_payload: point::with_payload(with_payload, false)?,
        with_vector: point::with_vector(with_vectors),
    };
    Ok((collection_name, request, timeout))
}

fn stage(message: qdrant::PrefetchQuery) -> ApiResult<Stage> {
    let qdrant::PrefetchQuery {
        prefetch,
        query,
        using,
        filter: wanted,
        params,
        score_threshold,
        limit,
        lookup_from,
    } = message;
    absent(lookup_from, "lookup_from")?;
    Ok(Stage {
        prefetch: prefetch.into_iter().map(stage).collect::<ApiResult<_>>()?,
        query: query.map(ranking).transpose()?,
        using: using.unwrap_or_default(),
        filter: filter::optional(wanted)?,
        params: search_params(params)?,
        score_threshold,
        limit: limit.map_or(DEFAULT_LIMIT, size),
    })
}

/// Reads a search of the older API, which is a query for the nearest points.
pub fn search(points: qdrant::SearchPoints) -> ApiResult<Addressed<QueryRequest>> {
    let qdrant::SearchPoints {
        collection_name,
        vector,
        filter: wanted,
        limit,
        with_payload,
        params,
        score_threshold,
        offset,
        vector_name,
        with_vectors,
        read_consistency,
        timeout,
        shard_key_selector,
        sparse_indices,
    } = points;
    consistency(read_consistency)?;
    absent(shard_key_selector, "shard_key_selector")?;
    absent(sparse_indices, "sparse_indices")?;
    let request = QueryRequest {
        stage: Stage {
            prefetch: Vec::new(),
            query: Some(Query::Nearest(VectorInput::Dense(vector))),
            using: vector_name.unwrap_or_default(),
            filter: filter::optional(wanted)?,
            params: search_params(params)?,
            score_threshold,
            limit: size(limit),
        },
        offset: size(offset.unwrap_or(0)),
        with_payload: point::with_payload(with_payload, false)?,
        with_vector: point::with_vector(with_vectors),
    };
    Ok((collection_name, request, timeout))
}

fn ranking(query: qdrant::Query) -> ApiResult<Query> {
    use query::Variant;
    let variant = match needed(query.variant, "query")? {
        Variant::Nearest(input) => return nearest(input),
        Variant::OrderBy(order) => return Ok(Query::OrderBy(order_by(order)?)),
        Variant::Fusion(fusion) => return fusion_named(fusion),
        Variant::Rrf(qdrant::Rrf { k, weights }) => return rrf(k, weights),
        Variant::Sample(0) => return Ok(Query::Sample),
        Variant::Sample(_) => "sample",
        Variant::Recommend(_) => "recommend",
        Variant::Discover(_) => "discover",
        Variant::Context(_) => "context",
        Variant::Formula(_) => "formula",
        Variant::NearestWithMmr(_) => "nearest_with_mmr",
        Variant::RelevanceFeedback(_) => "relevance_feedback",
        Variant::Text(_) => "text",
    };
    Err(ApiError::Unsupported(format!("query variant {variant}")))
}

fn nearest(input: qdrant::VectorInput) -> ApiResult<Query> {
    use vector_input::Variant;
    let kind = match needed(input.variant, "vector input")? {
        Variant::Id(id) => return Ok(Query::Nearest(VectorInput::Point(point::id(id)?))),
        Variant::Dense(dense) => return Ok(Query::Nearest(VectorInput::Dense(dense.data))),
        Variant::Sparse(_) => "sparse",
        Variant::MultiDense(_) => "multi_dense",
        Variant::Document(_) => "document",
        Variant::Image(_) => "image",
        Variant::Object(_) => "object",
    };
    Err(ApiError::Unsupported(format!("vector input {kind}")))
}

fn fusion_named(fusion: i32) -> ApiResult<Query> {
    match qdrant::Fusion::try_from(fusion) {
        Ok(qdrant::Fusion::Rrf) => rrf(None, Vec::new()),
        Ok(qdrant::Fusion::Dbsf) => Ok(Query::Fusion(Fusion::Dbsf)),
        Err(_) => Err(ApiError::Unsupported(format!("fusion {fusion}"))),
    }
}

fn rrf(k: Option<u32>, weights: Vec<f32>) -> ApiResult<Query> {
    let k = k.map_or(DEFAULT_RRF_K, |k| size(u64::from(k)));
    if k == 0 {
        return Err(ApiError::Invalid("rrf.k must be 1 or larger".to_owned()));
    }
    let weights =
        (!weights.is_empty()).then(|| weights.into_iter().map(OrderedFloat).collect::<Vec<_>>());
    Ok(Query::Fusion(Fusion::Rrf { k, weights }))
}

/// Reads an order by a payload field.
pub fn order_by(order: qdrant::OrderBy) -> ApiResult<OrderBy> {
    let qdrant::OrderBy {
        key,
        direction,
        start_from: start,
    } = order;
    let direction = match direction.map(qdrant::Direction::try_from) {
        None => None,
        Some(Ok(qdrant::Direction::Asc)) => Some(Direction::Asc),
        Some(Ok(qdrant::Direction::Desc)) => Some(Direction::Desc),
        Some(Err(_)) => return Err(ApiError::Invalid("unknown direction".to_owned())),
    };
    let start_from = match start.and_then(|start| start.value) {
        None => None,
        Some(start_from::Value::Float(number)) => Some(StartFrom::Float(number)),
        Some(start_from::Value::Integer(number)) => Some(StartFrom::Integer(number)),
        Some(start_from::Value::Timestamp(time)) => {
            Some(json::parse("order_by.start_from", json!(time.to_string()))?)
        }
        Some(start_from::Value::Datetime(time)) => {
            Some(json::parse("order_by.start_from", json!(time))?)
        }
    };
    Ok(OrderBy {
        key: json::payload_key(&key)?,
        direction,
        start_from,
    })
}

fn search_params(params: Option<qdrant::SearchParams>) -> ApiResult<Option<SearchParams>> {
    let Some(params) = params else {
        return Ok(None);
    };
    let qdrant::SearchParams {
        hnsw_ef,
        exact,
        quantization,
        indexed_only,
        acorn,
        idf,
    } = params;
    absent(quantization, "params.quantization")?;
    absent(idf, "params.idf")?;
    let acorn = acorn.map(|acorn| {
        json!({ "enable": acorn.enable.unwrap_or(false), "max_selectivity": acorn.max_selectivity })
    });
    let params = json!({
        "hnsw_ef": hnsw_ef,
        "exact": exact.unwrap_or(false),
        "indexed_only": indexed_only.unwrap_or(false),
        "acorn": acorn,
    });
    json::search_params("params", params).map(Some)
}
