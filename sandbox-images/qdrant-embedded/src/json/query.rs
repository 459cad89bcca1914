//! Queries: their stages, and what the answer contains of each point.

use qdrant_edge::{WithPayloadInterface, WithVector};
use serde_json::Value;

use super::filter::taken_filter;
use super::ranking::ranking;
use super::vector::vector;
use super::{Members, search_params};
use crate::error::{ApiError, ApiResult};
use crate::request::query::{Query, VectorInput, VectorQuery};
use crate::request::{
    DEFAULT_GROUP_SIZE, DEFAULT_LIMIT, GroupsRequest, LookupFrom, MatrixRequest, QueryRequest,
    Stage, WithLookup,
};

pub fn query_request(body: Value) -> ApiResult<QueryRequest> {
    let mut members = Members::of("query", body)?;
    let request = taken_query(&mut members)?;
    members.finish()?;
    Ok(request)
}

pub fn groups_request(body: Value) -> ApiResult<GroupsRequest> {
    let mut members = Members::of("query", body)?;
    if members.has("offset") {
        return Err(ApiError::Unsupported("query.offset of groups".to_owned()));
    }
    let request = GroupsRequest {
        query: taken_query(&mut members)?,
        by: members.need("group_by")?,
        size: members.take("group_size")?.unwrap_or(DEFAULT_GROUP_SIZE),
        lookup: with_lookup(&mut members)?,
    };
    members.finish()?;
    Ok(request)
}

/// A search of the older API.
pub fn search_request(body: Value) -> ApiResult<QueryRequest> {
    let mut members = Members::of("search", body)?;
    let request = taken_search(&mut members)?;
    members.finish()?;
    Ok(request)
}

/// A search for groups of the older API.
pub fn search_groups_request(body: Value) -> ApiResult<GroupsRequest> {
    let mut members = Members::of("search", body)?;
    if members.has("offset") {
        return Err(ApiError::Unsupported("search.offset of groups".to_owned()));
    }
    let request = GroupsRequest {
        query: taken_search(&mut members)?,
        by: members.need("group_by")?,
        size: members.need("group_size")?,
        lookup: with_lookup(&mut members)?,
    };
    members.finish()?;
    Ok(request)
}

pub fn matrix_request(body: Value) -> ApiResult<MatrixRequest> {
    let mut members = Members::of("matrix", body)?;
    let request = MatrixRequest {
        filter: taken_filter(&mut members)?,
        sample: members.take("sample")?.unwrap_or(DEFAULT_LIMIT),
        limit: members.take("limit")?.unwrap_or(3),
        using: members.take("using")?.unwrap_or_default(),
    };
    members.finish()?;
    Ok(request)
}

fn taken_query(members: &mut Members) -> ApiResult<QueryRequest> {
    Ok(QueryRequest {
        offset: members.take("offset")?.unwrap_or(0),
        with_payload: with_payload(members, false)?,
        with_vector: with_vector(members)?,
        stage: stage(members)?,
    })
}

fn stage(members: &mut Members) -> ApiResult<Stage> {
    Ok(Stage {
        prefetch: prefetches(members)?,
        query: members.take_value("query").map(ranking).transpose()?,
        using: members.take("using")?.unwrap_or_default(),
        lookup_from: lookup_from(members)?,
        filter: taken_filter(members)?,
        params: taken_params(members)?,
        score_threshold: members.take("score_threshold")?,
        limit: members.take("limit")?.unwrap_or(DEFAULT_LIMIT),
    })
}

fn prefetches(members: &mut Members) -> ApiResult<Vec<Stage>> {
    let stages = match members.take_value("prefetch") {
        None => Vec::new(),
        Some(Value::Array(stages)) => stages,
        Some(stage) => vec![stage],
    };
    let path = members.path_of("prefetch");
    stages
        .into_iter()
        .map(|value| {
            let mut members = Members::of(&path, value)?;
            let stage = stage(&mut members)?;
            members.finish()?;
            Ok(stage)
        })
        .collect()
}

fn lookup_from(members: &mut Members) -> ApiResult<Option<LookupFrom>> {
    let path = members.path_of("lookup_from");
    let Some(value) = members.take_value("lookup_from") else {
        return Ok(None);
    };
    let mut members = Members::of(&path, value)?;
    let from = LookupFrom {
        collection: members.need("collection")?,
        vector: members.take("vector")?,
    };
    members.finish()?;
    Ok(Some(from))
}

/// Where groups are looked up: a collection's name, or an object that contains it.
fn with_lookup(members: &mut Members) -> ApiResult<Option<WithLookup>> {
    let path = members.path_of("with_lookup");
    match members.take_value("with_lookup") {
        None => Ok(None),
        Some(Value::String(collection)) => Ok(Some(WithLookup {
            collection,
            with_payload: WithPayloadInterface::Bool(true),
            with_vector: WithVector::Bool(false),
        })),
        Some(value) => {
            let mut members = Members::of(&path, value)?;
            let lookup = WithLookup {
                collection: members.need("collection")?,
                with_payload: with_payload(&mut members, true)?,
                with_vector: with_vector(&mut members)?,
            };
            members.finish()?;
            Ok(Some(lookup))
        }
    }
}

fn taken_params(members: &mut Members) -> ApiResult<Option<qdrant_edge::SearchParams>> {
    let path = members.path_of("params");
    members
        .take_value("params")
        .map(|value| search_params(&path, value))
        .transpose()
}

/// The vector of the older search is given alone, or in an object with its name.
fn taken_search(members: &mut Members) -> ApiResult<QueryRequest> {
    let (using, given) = match members.need("vector")? {
        Value::Object(named) if named.contains_key("name") => {
            let mut named = Members::of("search.vector", Value::Object(named))?;
            let parts = (named.need("name")?, named.need::<Value>("vector")?);
            named.finish()?;
            parts
        }
        unnamed => (String::new(), unnamed),
    };
    let given = VectorInput::Given(vector("search.vector", given)?);
    let limit = members.take("limit")?.or(members.take("top")?);
    Ok(QueryRequest {
        offset: members.take("offset")?.unwrap_or(0),
        with_payload: with_payload(members, false)?,
        with_vector: with_vector(members)?,
        stage: Stage {
            prefetch: Vec::new(),
            query: Some(Query::Vector(VectorQuery::Nearest(given))),
            using,
            lookup_from: None,
            filter: taken_filter(members)?,
            params: taken_params(members)?,
            score_threshold: members.take("score_threshold")?,
            limit: limit.ok_or_else(|| ApiError::Invalid("search.limit is missing".to_owned()))?,
        },
    })
}

/// Takes the selector of payloads.
pub fn with_payload(members: &mut Members, default: bool) -> ApiResult<WithPayloadInterface> {
    Ok(members
        .take("with_payload")?
        .unwrap_or(WithPayloadInterface::Bool(default)))
}

/// Takes the selector of vectors, which the API spells in two ways.
pub fn with_vector(members: &mut Members) -> ApiResult<WithVector> {
    let selector = members
        .take("with_vector")?
        .or(members.take("with_vectors")?);
    Ok(selector.unwrap_or(WithVector::Bool(false)))
}
