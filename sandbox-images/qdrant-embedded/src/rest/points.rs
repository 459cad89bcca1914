//! Routes that read points without ranking them.

use std::time::Instant;

use axum::extract::State;
use qdrant_edge::{
    CountRequest, FacetRequest, PointId, ScrollRequest, WithPayloadInterface, WithVector,
};
use serde_json::{Value, json};

use super::encode;
use super::envelope::{Answer, Body, Params, Path, ReadParams, Success};
use crate::error::ApiError;
use crate::json::Members;
use crate::json::filter::taken_filter;
use crate::json::query::{with_payload, with_vector};
use crate::request::{DEFAULT_LIMIT, RetrieveRequest};
use crate::service::Service;

/// `POST /collections/{name}/points`
pub async fn retrieve(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let mut members = Members::of("points", body)?;
    let request = RetrieveRequest {
        ids: members.need("ids")?,
        with_payload: with_payload(&mut members, true)?,
        with_vector: with_vector(&mut members)?,
    };
    members.finish()?;
    let found = service
        .on(name, params.checked()?, move |collection| {
            collection.retrieve(request)
        })
        .await?;
    Ok(Success::since(started, encode::records(found)))
}

/// `GET /collections/{name}/points/{id}`
pub async fn get_one(
    State(service): State<Service>,
    Path((name, id)): Path<(String, String)>,
    Params(params): Params<ReadParams>,
) -> Answer<Value> {
    let started = Instant::now();
    let parsed: PointId = id
        .parse()
        .map_err(|()| ApiError::Invalid(format!("`{id}` is not a valid point ID")))?;
    let request = RetrieveRequest {
        ids: vec![parsed],
        with_payload: WithPayloadInterface::Bool(true),
        with_vector: WithVector::Bool(true),
    };
    let found = service
        .on(name, params.checked()?, move |collection| {
            collection.retrieve(request)
        })
        .await?;
    let missing = || ApiError::NotFound(format!("Point with id {id} does not exists!"));
    let record = found.into_iter().next().ok_or_else(missing)?;
    Ok(Success::since(started, encode::record(record)))
}

/// `POST /collections/{name}/points/scroll`
pub async fn scroll(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let mut members = Members::of("scroll", body)?;
    let request = ScrollRequest {
        offset: members.take("offset")?,
        limit: members.take("limit")?,
        filter: taken_filter(&mut members)?,
        with_payload: Some(with_payload(&mut members, true)?),
        with_vector: with_vector(&mut members)?,
        order_by: members.take("order_by")?,
    };
    members.finish()?;
    let (found, next) = service
        .on(name, params.checked()?, move |collection| {
            collection.scroll(request)
        })
        .await?;
    let page = json!({ "points": encode::records(found), "next_page_offset": next });
    Ok(Success::since(started, page))
}

/// `POST /collections/{name}/points/count`
pub async fn count(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let mut members = Members::of("count", body)?;
    let request = CountRequest {
        filter: taken_filter(&mut members)?,
        exact: members.take("exact")?.unwrap_or(true),
    };
    members.finish()?;
    let count = service
        .on(name, params.checked()?, move |collection| {
            collection.count(request)
        })
        .await?;
    Ok(Success::since(started, json!({ "count": count })))
}

/// `POST /collections/{name}/facet`
pub async fn facet(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<ReadParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let mut members = Members::of("facet", body)?;
    let request = FacetRequest {
        key: members.need("key")?,
        limit: members.take("limit")?.unwrap_or(DEFAULT_LIMIT),
        filter: taken_filter(&mut members)?,
        exact: members.take("exact")?.unwrap_or(false),
    };
    members.finish()?;
    let hits = service
        .on(name, params.checked()?, move |collection| {
            collection.facet(request)
        })
        .await?;
    Ok(Success::since(started, encode::facets(hits)))
}
