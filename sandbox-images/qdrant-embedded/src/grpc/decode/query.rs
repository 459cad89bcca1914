//! Queries and searches.

use qdrant_client::qdrant;
use qdrant_edge::SearchParams;
use serde_json::json;

use super::{absent, consistency, filter, point, ranking, size, vector};
use crate::error::ApiResult;
use crate::json;
use crate::request::query::{Query, VectorInput, VectorQuery};
use crate::request::{DEFAULT_LIMIT, LookupFrom, QueryRequest, Stage};

/// A request, its collection, and its time limit in seconds.
pub type Addressed<T> = (String, T, Option<u64>);

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

pub fn stage(message: qdrant::PrefetchQuery) -> ApiResult<Stage> {
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
    Ok(Stage {
        prefetch: prefetch.into_iter().map(stage).collect::<ApiResult<_>>()?,
        query: query.map(ranking::ranking).transpose()?,
        using: using.unwrap_or_default(),
        lookup_from: lookup_from.map(self::lookup_from).transpose()?,
        filter: filter::optional(wanted)?,
        params: search_params(params)?,
        score_threshold,
        limit: limit.map_or(DEFAULT_LIMIT, size),
    })
}

fn lookup_from(location: qdrant::LookupLocation) -> ApiResult<LookupFrom> {
    let qdrant::LookupLocation {
        collection_name,
        vector_name,
        shard_key_selector,
    } = location;
    absent(shard_key_selector, "lookup_from.shard_key_selector")?;
    Ok(LookupFrom {
        collection: collection_name,
        vector: vector_name,
    })
}

/// A search of the older API: a query for the nearest points.
pub fn search(points: qdrant::SearchPoints) -> ApiResult<Addressed<QueryRequest>> {
    let qdrant::SearchPoints {
        collection_name,
        vector: values,
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
    let given = vector::dense_or_sparse(values, sparse_indices.map(|indices| indices.data))?;
    let request = QueryRequest {
        stage: Stage {
            prefetch: Vec::new(),
            query: Some(Query::Vector(VectorQuery::Nearest(VectorInput::Given(
                given,
            )))),
            using: vector_name.unwrap_or_default(),
            lookup_from: None,
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

pub fn search_params(params: Option<qdrant::SearchParams>) -> ApiResult<Option<SearchParams>> {
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
    absent(idf, "params.idf")?;
    let quantization = quantization.map(|quantization| {
        json!({ "ignore": quantization.ignore.unwrap_or(false), "rescore": quantization.rescore,
                "oversampling": quantization.oversampling })
    });
    let acorn = acorn.map(|acorn| {
        json!({ "enable": acorn.enable.unwrap_or(false), "max_selectivity": acorn.max_selectivity })
    });
    let params = json!({
        "hnsw_ef": hnsw_ef,
        "exact": exact.unwrap_or(false),
        "quantization": quantization,
        "indexed_only": indexed_only.unwrap_or(false),
        "acorn": acorn,
    });
    json::search_params("params", params).map(Some)
}
