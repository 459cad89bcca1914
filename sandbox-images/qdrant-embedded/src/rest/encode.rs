//! From the engine's types to Qdrant's JSON.

use qdrant_edge::{
    FacetValue, FacetValueHit, OrderValue, Payload, Record, ScoredPoint, VectorInternal,
    VectorStructInternal,
};
use serde_json::{Map, Value, json};

use crate::collection::Matrix;
use crate::collection::groups::Group;

pub fn scored(points: Vec<ScoredPoint>) -> Value {
    points.into_iter().map(scored_point).collect()
}

fn scored_point(point: ScoredPoint) -> Value {
    let json = json!({ "id": point.id, "version": point.version, "score": point.score });
    with_content(json, point.payload, point.vector, point.order_value)
}

pub fn records(records: Vec<Record>) -> Value {
    records.into_iter().map(record).collect()
}

pub fn record(record: Record) -> Value {
    let json = json!({ "id": record.id });
    with_content(json, record.payload, record.vector, record.order_value)
}

fn with_content(
    mut point: Value,
    payload: Option<Payload>,
    vectors: Option<VectorStructInternal>,
    order_value: Option<OrderValue>,
) -> Value {
    if let Some(payload) = payload {
        point["payload"] = json!(payload);
    }
    if let Some(vectors) = vectors {
        point["vector"] = self::vectors(vectors);
    }
    if let Some(value) = order_value {
        point["order_value"] = json!(value);
    }
    point
}

pub fn groups(groups: Vec<Group>) -> Value {
    let groups = groups.into_iter().map(|group| {
        let mut json = json!({ "id": group.id, "hits": scored(group.hits) });
        if let Some(point) = group.lookup {
            json["lookup"] = record(point);
        }
        json
    });
    json!({ "groups": groups.collect::<Value>() })
}

/// Distances as pairs of points.
pub fn pairs(matrix: &Matrix) -> Value {
    let pairs = matrix
        .rows()
        .map(|(_, a, near)| json!({ "a": a, "b": near.id, "score": near.score }));
    json!({ "pairs": pairs.collect::<Value>() })
}

/// Distances as a sparse matrix over the sample.
pub fn offsets(matrix: &Matrix) -> Value {
    let (mut rows, mut columns, mut scores) = (Vec::new(), Vec::new(), Vec::new());
    for (row, _, near) in matrix.rows() {
        rows.push(row);
        columns.push(matrix.offset(near.id));
        scores.push(near.score);
    }
    json!({ "offsets_row": rows, "offsets_col": columns, "scores": scores, "ids": matrix.ids })
}

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

fn vectors(vectors: VectorStructInternal) -> Value {
    match vectors {
        VectorStructInternal::Single(vector) => json!(vector),
        VectorStructInternal::MultiDense(vector) => json!(vector.into_multi_vectors()),
        VectorStructInternal::Named(named) => named
            .into_iter()
            .map(|(name, vector)| (name, self::vector(vector)))
            .collect::<Map<_, _>>()
            .into(),
    }
}

fn vector(vector: VectorInternal) -> Value {
    match vector {
        VectorInternal::Dense(vector) => json!(vector),
        VectorInternal::Sparse(vector) => json!(vector),
        VectorInternal::MultiDense(vector) => json!(vector.into_multi_vectors()),
    }
}
