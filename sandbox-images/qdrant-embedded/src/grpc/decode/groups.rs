//! Queries and searches for groups, and for the distances of a sample.

use qdrant_client::qdrant;

use super::query::{Addressed, search, stage};
use super::{absent, consistency, filter, point, size};
use crate::error::ApiResult;
use crate::json::payload_key;
use crate::request::{
    DEFAULT_GROUP_SIZE, DEFAULT_LIMIT, GroupsRequest, MatrixRequest, QueryRequest, WithLookup,
};

pub fn query_groups(points: qdrant::QueryPointGroups) -> ApiResult<Addressed<GroupsRequest>> {
    let qdrant::QueryPointGroups {
        collection_name,
        prefetch,
        query,
        using,
        filter: wanted,
        params,
        score_threshold,
        with_payload,
        with_vectors,
        lookup_from,
        limit,
        group_size,
        group_by,
        read_consistency,
        with_lookup,
        timeout,
        shard_key_selector,
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
    let request = GroupsRequest {
        query: QueryRequest {
            stage,
            offset: 0,
            with_payload: point::with_payload(with_payload, false)?,
            with_vector: point::with_vector(with_vectors),
        },
        by: payload_key(&group_by)?,
        size: group_size.map_or(DEFAULT_GROUP_SIZE, size),
        lookup: with_lookup.map(lookup).transpose()?,
    };
    Ok((collection_name, request, timeout))
}

/// A search of the older API.
pub fn search_groups(points: qdrant::SearchPointGroups) -> ApiResult<Addressed<GroupsRequest>> {
    let qdrant::SearchPointGroups {
        collection_name,
        vector,
        filter,
        limit,
        with_payload,
        params,
        score_threshold,
        vector_name,
        with_vectors,
        group_by,
        group_size,
        read_consistency,
        with_lookup,
        timeout,
        shard_key_selector,
        sparse_indices,
    } = points;
    let (collection_name, query, timeout) = search(qdrant::SearchPoints {
        collection_name,
        vector,
        filter,
        limit: u64::from(limit),
        with_payload,
        params,
        score_threshold,
        offset: None,
        vector_name,
        with_vectors,
        read_consistency,
        timeout,
        shard_key_selector,
        sparse_indices,
    })?;
    let request = GroupsRequest {
        query,
        by: payload_key(&group_by)?,
        size: size(u64::from(group_size)),
        lookup: with_lookup.map(lookup).transpose()?,
    };
    Ok((collection_name, request, timeout))
}

pub fn matrix(points: qdrant::SearchMatrixPoints) -> ApiResult<Addressed<MatrixRequest>> {
    let qdrant::SearchMatrixPoints {
        collection_name,
        filter: wanted,
        sample,
        limit,
        using,
        timeout,
        read_consistency,
        shard_key_selector,
    } = points;
    consistency(read_consistency)?;
    absent(shard_key_selector, "shard_key_selector")?;
    let request = MatrixRequest {
        filter: filter::optional(wanted)?,
        sample: sample.map_or(DEFAULT_LIMIT, size),
        limit: limit.map_or(3, size),
        using: using.unwrap_or_default(),
    };
    Ok((collection_name, request, timeout))
}

fn lookup(message: qdrant::WithLookup) -> ApiResult<WithLookup> {
    let qdrant::WithLookup {
        collection,
        with_payload,
        with_vectors,
    } = message;
    Ok(WithLookup {
        collection,
        with_payload: point::with_payload(with_payload, true)?,
        with_vector: point::with_vector(with_vectors),
    })
}
