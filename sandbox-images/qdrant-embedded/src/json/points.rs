//! Updates of points, vectors, payloads and indexes.

use qdrant_edge::{
    Payload, PointStructPersisted, PointVectorsPersisted, UpdateMode, UpdateOperation,
};
use serde_json::{Map, Value, json};

use super::filter::{filter_named, taken_filter};
use super::index::field_schema;
use super::vector::{point, vectors};
use super::{Members, parse, payload_key};
use crate::error::{ApiError, ApiResult};
use crate::request::Selector;
use crate::update;

/// One operation of a batch.
pub fn part(operation: Value) -> ApiResult<UpdateOperation> {
    type Decode = fn(Value) -> ApiResult<UpdateOperation>;
    const PARTS: [(&str, Decode); 8] = [
        ("upsert", upsert),
        ("delete", delete),
        ("set_payload", set_payload),
        ("overwrite_payload", overwrite_payload),
        ("delete_payload", delete_payload),
        ("clear_payload", clear_payload),
        ("update_vectors", update_vectors),
        ("delete_vectors", delete_vectors),
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

pub fn upsert(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("upsert", body)?;
    let points = match members.take_value("batch") {
        Some(batch) => columns(batch)?,
        None => members
            .need::<Vec<Value>>("points")?
            .into_iter()
            .map(point)
            .collect::<ApiResult<Vec<_>>>()?,
    };
    let condition = filter_named(&mut members, "update_filter")?;
    let mode = members.take::<UpdateMode>("update_mode")?;
    members.finish()?;
    Ok(update::upsert(points, condition, mode))
}

/// Points given as columns of equal length.
fn columns(batch: Value) -> ApiResult<Vec<PointStructPersisted>> {
    let mut members = Members::of("upsert.batch", batch)?;
    let ids: Vec<Value> = members.need("ids")?;
    let vectors = match members.need::<Value>("vectors")? {
        Value::Object(named) => named_rows(named, ids.len())?,
        unnamed => parse("upsert.batch.vectors", unnamed)?,
    };
    let payloads: Option<Vec<Value>> = members.take("payloads")?;
    members.finish()?;
    let payloads = payloads.unwrap_or_else(|| vec![Value::Null; ids.len()]);
    if vectors.len() != ids.len() || payloads.len() != ids.len() {
        return Err(uneven());
    }
    ids.into_iter()
        .zip(vectors)
        .zip(payloads)
        .map(|((id, vector), payload)| {
            point(json!({ "id": id, "vector": vector, "payload": payload }))
        })
        .collect()
}

/// Turns a column for each name into an object for each point.
fn named_rows(columns: Map<String, Value>, points: usize) -> ApiResult<Vec<Value>> {
    let mut rows = vec![Map::new(); points];
    for (name, column) in columns {
        let column: Vec<Value> = parse("upsert.batch.vectors", column)?;
        if column.len() != points {
            return Err(uneven());
        }
        for (row, vector) in rows.iter_mut().zip(column) {
            row.insert(name.clone(), vector);
        }
    }
    Ok(rows.into_iter().map(Value::Object).collect())
}

fn uneven() -> ApiError {
    ApiError::Invalid("batch: columns differ in length".to_owned())
}

pub fn delete(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("delete", body)?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::delete(selector))
}

pub fn set_payload(body: Value) -> ApiResult<UpdateOperation> {
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

pub fn overwrite_payload(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("overwrite_payload", body)?;
    let payload: Payload = members.need("payload")?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::overwrite_payload(payload, selector))
}

pub fn delete_payload(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("delete_payload", body)?;
    let keys = members.need("keys")?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::delete_payload(keys, selector))
}

pub fn clear_payload(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("clear_payload", body)?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::clear_payload(selector))
}

/// New vectors for existing points.
pub fn update_vectors(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("update_vectors", body)?;
    let points: Vec<Value> = members.need("points")?;
    let condition = filter_named(&mut members, "update_filter")?;
    members.finish()?;
    let points = points.into_iter().map(|value| {
        let mut members = Members::of("point", value)?;
        let point = PointVectorsPersisted {
            id: members.need("id")?,
            vector: vectors("point.vector", members.need("vector")?)?,
        };
        members.finish()?;
        Ok(point)
    });
    let points = points.collect::<ApiResult<_>>()?;
    Ok(update::update_vectors(points, condition))
}

pub fn delete_vectors(body: Value) -> ApiResult<UpdateOperation> {
    let mut members = Members::of("delete_vectors", body)?;
    let names = members.need("vector")?;
    let selector = selector(&mut members)?;
    members.finish()?;
    Ok(update::delete_vectors(selector, names))
}

pub fn create_index(body: Value) -> ApiResult<UpdateOperation> {
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
