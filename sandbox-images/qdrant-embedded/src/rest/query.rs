//! Routes that rank points.

use std::time::Instant;

use axum::extract::State;
use serde_json::{Value, json};

use super::encode;
use super::envelope::{Answer, Body, Params, Path, ReadParams, Success};
use crate::collection::Matrix;
use crate::error::ApiResult;
use crate::json::Members;
use crate::json::query::{
    groups_request, matrix_request, query_request, search_groups_request, search_request,
};
use crate::request::{GroupsRequest, QueryRequest};
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
    let results = run_all(&service, &name, params, body, query_request).await?;
    let results = results
        .into_iter()
        .map(|points| json!({ "points": points }));
    Ok(Success::since(started, results.collect()))
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
    let results = run_all(&service, &name, params, body, search_request).await?;
    Ok(Success::since(started, Value::Array(results)))
}

/// `POST /collections/{name}/points/query/groups`
pub async fn query_groups(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    grouped(&service, name, params, groups_request(body)?).await
}

/// `POST /collections/{name}/points/search/groups`
pub async fn search_groups(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    grouped(&service, name, params, search_groups_request(body)?).await
}

/// `POST /collections/{name}/points/search/matrix/pairs`
pub async fn matrix_pairs(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let matrix = sampled(&service, name, params, body).await?;
    Ok(Success::since(started, encode::pairs(&matrix)))
}

/// `POST /collections/{name}/points/search/matrix/offsets`
pub async fn matrix_offsets(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let matrix = sampled(&service, name, params, body).await?;
    Ok(Success::since(started, encode::offsets(&matrix)))
}

async fn run(
    service: &Service,
    name: String,
    request: QueryRequest,
    timeout: Option<u64>,
) -> ApiResult<Value> {
    Ok(encode::scored(service.query(name, timeout, request).await?))
}

/// Runs the parts of a batch. All parts must be valid before the first one runs.
async fn run_all(
    service: &Service,
    name: &str,
    params: ReadParams,
    body: Value,
    decode: fn(Value) -> ApiResult<QueryRequest>,
) -> ApiResult<Vec<Value>> {
    let mut members = Members::of("batch", body)?;
    let searches: Vec<Value> = members.need("searches")?;
    members.finish()?;
    let requests = searches
        .into_iter()
        .map(decode)
        .collect::<ApiResult<Vec<_>>>()?;
    let timeout = params.checked()?;
    let mut results = Vec::with_capacity(requests.len());
    for request in requests {
        results.push(run(service, name.to_owned(), request, timeout).await?);
    }
    Ok(results)
}

async fn grouped(
    service: &Service,
    name: String,
    params: ReadParams,
    request: GroupsRequest,
) -> Answer<Value> {
    let started = Instant::now();
    let groups = service.groups(name, params.checked()?, request).await?;
    Ok(Success::since(started, encode::groups(groups)))
}

async fn sampled(
    service: &Service,
    name: String,
    params: ReadParams,
    body: Value,
) -> ApiResult<Matrix> {
    let request = matrix_request(body)?;
    service
        .on(name, params.checked()?, move |collection| {
            collection.matrix(&request)
        })
        .await
}
