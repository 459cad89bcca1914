//! Routes that change points, vectors, payloads and indexes.

use std::time::Instant;

use axum::extract::State;
use qdrant_edge::{Payload, PointInsertOperations, PointStructPersisted, UpdateOperation};
use serde_json::{Value, json};

use super::envelope::{Answer, Body, Params, Path, Success, WriteParams};
use crate::error::{ApiError, ApiResult};
use crate::json::filter::taken_filter;
use crate::json::index::field_schema;
use crate::json::{Members, parse, payload_key};
use crate::request::Selector;
use crate::service::Service;
use crate::update;

/// Writes a route whose body is one update.
macro_rules! route {
    ($(#[$doc:meta])* $name:ident, $decode:expr) => {
        $(#[$doc])*
        pub async fn $name(
            State(service): State<Service>,
            Path(name): Path<String>,
            Params(params): Params<WriteParams>,
            Body(body): Body,
        ) -> Answer<Value> {
            apply(&service, name, params, vec![$decode(body)?]).await
        }
    };
}

route!(
    /// `PUT /collections/{name}/points`
    upsert, decode_upsert
);
route!(
    /// `POST /collections/{name}/points/delete`
    delete, decode_delete
);
route!(
    /// `POST /collections/{name}/points/payload`
    set_payload, decode_set_payload
);
route!(
    /// `PUT /collections/{name}/points/payload`
    overwrite_payload, decode_overwrite_payload
);
route!(
    /// `POST /collections/{name}/points/payload/delete`
    delete_payload, decode_delete_payload
);
route!(
    /// `POST /collections/{name}/points/payload/clear`
    clear_payload, decode_clear_payload
);
route!(
    /// `PUT /collections/{name}/points/vectors`
    update_vectors, decode_update_vectors
);
route!(
    /// `POST /collections/{name}/points/vectors/delete`
    delete_vectors, decode_delete_vectors
);
route!(
    /// `PUT /collections/{name}/index`
    create_index, decode_create_index
);

/// `DELETE /collections/{name}/index/{field}`
pub async fn delete_index(
    State(service): State<Service>,
    Path((name, field)): Path<(String, String)>,
    Params(params): Params<WriteParams>,
) -> Answer<Value> {
    let delete = update::delete_index(payload_key(&field)?);
    apply(&service, name, params, vec![delete]).await
}

/// `POST /collections/{name}/points/batch`
pub async fn batch(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<WriteParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let mut members = Members::of("batch", body)?;
    let operations: Vec<Value> = members.need("operations")?;
    members.finish()?;
    let updates = operations
        .into_iter()
        .map(decode_part)
        .collect::<ApiResult<Vec<_>>>()?;
    let results = vec![result(params.wait); updates.len()];
    service
        .on(name, params.timeout, move |collection| {
            collection.update(updates)
        })
        .await?;
    Ok(Success::since(started, Value::Array(results)))
}

async fn apply(
    service: &Service,
    name: String,
    params: WriteParams,
    updates: Vec<UpdateOperation>,
) -> Answer<Value> {
    let started = Instant::now();
    service
        .on(name, params.timeout, move |collection| {
            collection.update(updates)
        })
        .await?;
    Ok(Success::since(started, result(params.wait)))
}

/// An update is always complete when it is answered; who does not wait hears less, as in Qdrant.
fn result(wait: Option<bool>) -> Value {
    let status = if wait == Some(true) {
        "completed"
    } else {
        "acknowledged"
    };
    json!({ "operation_id": null, "status": status })
}

fn decode_part(operation: Value) -> ApiResult<UpdateOperation> {
    type Decode = fn(Value) -> ApiResult<UpdateOperation>;
    const PARTS: [(&str, Decode); 8] = [
        ("upsert", decode_upsert),
        ("delete", decode_delete),
        ("set_payload", decode_set_payload),
        ("overwrite_payload", decode_overwrite_payload),
        ("delete_payload", decode_delete_payload),
        ("clear_payload", decode_clear_payload),
        ("update_vectors", decode_update_vectors),
        ("delete_vectors", decode_delete_vectors),
    ];
    let mut members = Members::of("operation", operation)?;
    for (name, decode) in PARTS {
        if let Some(body) = members.take_value(name) {
            members.finish()?;
            return decode(body);
        }
    }
    members.finish()?;
    Err(ApiError::Invalid("operation is empty".to_owned()))
}

fn decode_upsert(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("upsert", body)?;
    let points = match members.take_value("batch") {
        Some(columns) => points_of_columns(&columns)?,
        None => members
            .need::<Vec<Value>>("points")?
            .into_iter()
            .map(point)
            .collect::<ApiResult<Vec<_>>>()?,
    };
    members.finish()?;
    Ok(update::upsert(points))
}

fn point(value: Value) -> ApiResult<PointStructPersisted> {
    let mut members = Members::of("point", value)?;
    let point = PointStructPersisted {
        id: members.need("id")?,
        vector: parse("point.vector", vectors(members.need("vector")?)?)?,
        payload: members.take("payload")?,
    };
    members.finish()?;
    Ok(point)
}

/// Vectors in the form that the engine reads; a vector to be inferred is refused.
fn vectors(value: Value) -> ApiResult<Value> {
    let objects = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(_, vector)| vector);
    for object in objects.chain([&value]).filter_map(Value::as_object) {
        for inferred in ["text", "image", "object"] {
            if object.contains_key(inferred) && object.contains_key("model") {
                return Err(ApiError::Unsupported(format!(
                    "inference of vectors from {inferred}"
                )));
            }
        }
    }
    Ok(value)
}

/// Points given as columns of equal length.
fn points_of_columns(columns: &Value) -> ApiResult<Vec<PointStructPersisted>> {
    let length = |name: &str| columns.get(name).and_then(Value::as_array).map(Vec::len);
    let ids = length("ids");
    let named = columns.get("vectors").and_then(Value::as_object);
    let vectors_fit = match named {
        Some(named) => named
            .values()
            .all(|column| column.as_array().map(Vec::len) == ids),
        None => length("vectors") == ids,
    };
    if ids.is_none() || !vectors_fit || length("payloads").is_some_and(|n| Some(n) != ids) {
        return Err(ApiError::Invalid(
            "batch: columns differ in length".to_owned(),
        ));
    }
    let batch: PointInsertOperations = parse("upsert", json!({ "batch": columns }))?;
    Ok(batch.into_point_vec())
}

fn decode_delete(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("delete", body)?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::delete(selector))
}

fn decode_set_payload(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("set_payload", body)?;
    let payload: Payload = members.need("payload")?;
    let key = members
        .take::<String>("key")?
        .map(|key| payload_key(&key))
        .transpose()?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::set_payload(payload, selector, key))
}

fn decode_overwrite_payload(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("overwrite_payload", body)?;
    let payload: Payload = members.need("payload")?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::overwrite_payload(payload, selector))
}

fn decode_delete_payload(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("delete_payload", body)?;
    let keys = members.need("keys")?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::delete_payload(keys, selector))
}

fn decode_clear_payload(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("clear_payload", body)?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::clear_payload(selector))
}

fn decode_update_vectors(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("update_vectors", body)?;
    let points: Vec<Value> = members.need("points")?;
    members.finish()?;
    let points = points.into_iter().map(|value| {
        let mut members = Members::of("point", value)?;
        let point = qdrant_edge::PointVectorsPersisted {
            id: members.need("id")?,
            vector: parse("point.vector", vectors(members.need("vector")?)?)?,
        };
        members.finish()?;
        Ok(point)
    });
    Ok(update::update_vectors(points.collect::<ApiResult<_>>()?))
}

fn decode_delete_vectors(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("delete_vectors", body)?;
    let names = members.need("vector")?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::delete_vectors(selector, names))
}

fn decode_create_index(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("index", body)?;
    let field: String = members.need("field_name")?;
    let schema = members
        .take_value("field_schema")
        .or(members.take_value("field_type"));
    let schema =
        schema.ok_or_else(|| ApiError::Invalid("index.field_schema is missing".to_owned()))?;
    members.finish()?;
    Ok(update::create_index(
        payload_key(&field)?,
        field_schema(schema)?,
    ))
}

fn selector(members: &mut Members) -> ApiResult<Selector> {
    match (members.take("points")?, taken_filter(members)?) {
        (Some(ids), None) => Ok(Selector::Ids(ids)),
        (None, Some(filter)) => Ok(Selector::Filter(filter)),
        (Some(_), Some(_)) => Err(ApiError::Unsupported(
            "a list of points together with a filter".to_owned(),
        )),
        (None, None) => Err(ApiError::Invalid(
            "either points or a filter must be given".to_owned(),
        )),
    }
}
