//! From the engine's types to Qdrant's JSON.

use qdrant_edge::{
    FacetValue, FacetValueHit, Record, ScoredPoint, VectorInternal, VectorStructInternal,
};
use serde_json::{Value, json};

use crate::error::{ApiError, ApiResult};

/// Points with scores.
pub fn scored(points: Vec<ScoredPoint>) -> ApiResult<Value> {
    points
        .into_iter()
        .map(scored_point)
        .collect::<ApiResult<Vec<_>>>()
        .map(Value::Array)
}

fn scored_point(point: ScoredPoint) -> ApiResult<Value> {
    let mut json = json!({ "id": point.id, "version": point.version, "score": point.score });
    if let Some(payload) = point.payload {
        json["payload"] = json!(payload);
    }
    if let Some(vector) = point.vector {
        json["vector"] = vectors(vector)?;
    }
    if let Some(value) = point.order_value {
        json["order_value"] = json!(value);
    }
    Ok(json)
}

/// Points without scores.
pub fn records(records: Vec<Record>) -> ApiResult<Value> {
    records
        .into_iter()
        .map(record)
        .collect::<ApiResult<Vec<_>>>()
        .map(Value::Array)
}

/// A point without a score.
pub fn record(record: Record) -> ApiResult<Value> {
    let mut json = json!({ "id": record.id });
    if let Some(payload) = record.payload {
        json["payload"] = json!(payload);
    }
    if let Some(vector) = record.vector {
        json["vector"] = vectors(vector)?;
    }
    if let Some(value) = record.order_value {
        json["order_value"] = json!(value);
    }
    Ok(json)
}

/// The counts of values.
pub fn facets(hits: Vec<FacetValueHit>) -> Value {
    let hits = hits.into_iter().map(|hit| {
        let value = match hit.value {
            FacetValue::Keyword(text) => json!(text),
            FacetValue::Int(number) => json!(number),
            FacetValue::Uuid(uuid) => json!(qdrant_edge::external::uuid::Uuid::from_u128(uuid)),
            FacetValue::Bool(truth) => json!(truth),
        };
        json!({ "value": value, "count": hit.count })
    });
    json!({ "hits": hits.collect::<Vec<_>>() })
}

fn vectors(vectors: VectorStructInternal) -> ApiResult<Value> {
    match vectors {
        VectorStructInternal::Single(vector) => Ok(json!(vector)),
        VectorStructInternal::Named(named) => named
            .into_iter()
            .map(|(name, vector)| match vector {
                VectorInternal::Dense(vector) => Ok((name, json!(vector))),
                VectorInternal::Sparse(_) | VectorInternal::MultiDense(_) => Err(not_stored()),
            })
            .collect::<ApiResult<_>>()
            .map(Value::Object),
        VectorStructInternal::MultiDense(_) => Err(not_stored()),
    }
}

fn not_stored() -> ApiError {
    ApiError::Internal("a vector that is not dense was stored".to_owned())
}
