//! Routes that rank points.

use std::time::Instant;

use axum::extract::State;
use qdrant_edge::external::ordered_float::OrderedFloat;
use qdrant_edge::{Fusion, OrderBy, OrderByInterface};
use serde_json::{Value, json};

use super::encode;
use super::envelope::{Answer, Body, Params, Path, ReadParams, Success};
use super::points::{with_payload, with_vector};
use crate::error::{ApiError, ApiResult};
use crate::json::filter::taken_filter;
use crate::json::{Members, parse, search_params};
use crate::request::{DEFAULT_LIMIT, DEFAULT_RRF_K, Query, QueryRequest, Stage, VectorInput};
use crate::service::Service;

/// `POST /collections/{name}/points/query`
pub async fn query(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let points = run(&service, name, query_request(body)?, params.checked()?).await?;
    Ok(Success::since(started, json!({ "points": points })))
}

/// `POST /collections/{name}/points/query/batch`
pub async fn query_batch(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let requests = searches(body)?
        .into_iter()
        .map(query_request)
        .collect::<ApiResult<Vec<_>>>()?;
    let timeout = params.checked()?;
    let mut results = Vec::with_capacity(requests.len());
    for request in requests {
        let points = run(&service, name.clone(), request, timeout).await?;
        results.push(json!({ "points": points }));
    }
    Ok(Success::since(started, Value::Array(results)))
}

/// `POST /collections/{name}/points/search`
pub async fn search(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let points = run(&service, name, search_request(body)?, params.checked()?).await?;
    Ok(Success::since(started, points))
}

/// `POST /collections/{name}/points/search/batch`
pub async fn search_batch(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let requests = searches(body)?
        .into_iter()
        .map(search_request)
        .collect::<ApiResult<Vec<_>>>()?;
    let timeout = params.checked()?;
    let mut results = Vec::with_capacity(requests.len());
    for request in requests {
        results.push(run(&service, name.clone(), request, timeout).await?);
    }
    Ok(Success::since(started, Value::Array(results)))
}

async fn run(
    service: &Service,
    name: String,
    request: QueryRequest,
    timeout: Option<u64>,
) -> ApiResult<Value> {
    let points = service
        .on(name, timeout, move |collection| collection.query(request))
        .await?;
    encode::scored(points)
}

fn searches(body: Value) -> ApiResult<Vec<Value>> {
    let mut members = Members::of("batch", body)?;
    let searches = members.need("searches")?;
    members.finish()?;
    Ok(searches)
}

fn query_request(body: Value) -> ApiResult<QueryRequest> {
    let mut members = Members::of("query", body)?;
    let request = QueryRequest {
        offset: members.take("offset")?.unwrap_or(0),
        with_payload: with_payload(&mut members, false)?,
        with_vector: with_vector(&mut members)?,
        stage: stage(&mut members)?,
    };
    members.finish()?;
    Ok(request)
}

fn stage(members: &mut Members) -> ApiResult<Stage> {
    Ok(Stage {
        prefetch: prefetches(members)?,
        query: members.take_value("query").map(ranking).transpose()?,
        using: members.take("using")?.unwrap_or_default(),
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

fn taken_params(members: &mut Members) -> ApiResult<Option<qdrant_edge::SearchParams>> {
    let path = members.path_of("params");
    members
        .take_value("params")
        .map(|value| search_params(&path, value))
        .transpose()
}

/// A query is a vector, an id, or an object that names its kind.
fn ranking(value: Value) -> ApiResult<Query> {
    if !value.is_object() {
        return nearest(value).map(Query::Nearest);
    }
    let mut members = Members::of("query", value)?;
    let query = if let Some(input) = members.take_value("nearest") {
        Query::Nearest(nearest(input)?)
    } else if let Some(name) = members.take::<String>("fusion")? {
        Query::Fusion(fusion(&name)?)
    } else if let Some(parameters) = members.take_value("rrf") {
        Query::Fusion(rrf(parameters)?)
    } else if let Some(order) = members.take::<OrderByInterface>("order_by")? {
        Query::OrderBy(OrderBy::from(order))
    } else if let Some(sample) = members.take::<String>("sample")? {
        if sample != "random" {
            return Err(ApiError::Unsupported(format!("sample {sample}")));
        }
        Query::Sample
    } else {
        members.finish()?;
        return Err(ApiError::Invalid("query is empty".to_owned()));
    };
    members.finish()?;
    Ok(query)
}

fn nearest(value: Value) -> ApiResult<VectorInput> {
    match &value {
        Value::Number(_) | Value::String(_) => parse("query", value).map(VectorInput::Point),
        Value::Array(items) if items.first().is_some_and(Value::is_array) => {
            Err(ApiError::Unsupported("query with a multivector".to_owned()))
        }
        Value::Array(_) => parse("query", value).map(VectorInput::Dense),
        _ => {
            Members::of("query.nearest", value)?.finish()?;
            Err(ApiError::Invalid("query.nearest is empty".to_owned()))
        }
    }
}

fn fusion(name: &str) -> ApiResult<Fusion> {
    match name {
        "rrf" => Ok(Fusion::Rrf {
            k: DEFAULT_RRF_K,
            weights: None,
        }),
        "dbsf" => Ok(Fusion::Dbsf),
        other => Err(ApiError::Unsupported(format!("fusion {other}"))),
    }
}

fn rrf(parameters: Value) -> ApiResult<Fusion> {
    let mut members = Members::of("rrf", parameters)?;
    let k = members.take("k")?.unwrap_or(DEFAULT_RRF_K);
    let weights: Option<Vec<f32>> = members.take("weights")?;
    members.finish()?;
    if k == 0 {
        return Err(ApiError::Invalid("rrf.k must be 1 or larger".to_owned()));
    }
    let weights = weights.map(|weights| weights.into_iter().map(OrderedFloat).collect());
    Ok(Fusion::Rrf { k, weights })
}

/// The older search: its vector stands alone, or in an object with its name.
fn search_request(body: Value) -> ApiResult<QueryRequest> {
    let mut members = Members::of("search", body)?;
    let (using, vector) = match members.need("vector")? {
        Value::Object(named) => {
            let mut named = Members::of("search.vector", Value::Object(named))?;
            let parts = (named.need("name")?, named.need::<Value>("vector")?);
            named.finish()?;
            parts
        }
        vector => (String::new(), vector),
    };
    let query = match nearest(vector)? {
        VectorInput::Dense(vector) => Query::Nearest(VectorInput::Dense(vector)),
        VectorInput::Point(_) => {
            return Err(ApiError::Invalid("search.vector is no vector".to_owned()));
        }
    };
    let request = QueryRequest {
        offset: members.take("offset")?.unwrap_or(0),
        with_payload: with_payload(&mut members, false)?,
        with_vector: with_vector(&mut members)?,
        stage: Stage {
            prefetch: Vec::new(),
            query: Some(query),
            using,
            filter: taken_filter(&mut members)?,
            params: taken_params(&mut members)?,
            score_threshold: members.take("score_threshold")?,
            limit: members.need("limit")?,
        },
    };
    members.finish()?;
    Ok(request)
}
