//! From the engine's types to gRPC messages.

pub mod info;
mod vector;

use std::collections::HashMap;

use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::{
    self, GroupId, GroupsResult, PointGroup, RetrievedPoint, SearchMatrixOffsets, SearchMatrixPair,
    SearchMatrixPairs, facet_value, group_id, order_value,
};
use qdrant_edge::{FacetValue, FacetValueHit, OrderValue, Payload, PointId, Record, ScoredPoint};
use serde_json::Value;

use crate::collection::Matrix;
use crate::collection::groups::Group;

pub fn id(id: PointId) -> qdrant::PointId {
    let options = match id {
        PointId::NumId(number) => PointIdOptions::Num(number),
        PointId::Uuid(uuid) => PointIdOptions::Uuid(uuid.to_string()),
    };
    qdrant::PointId {
        point_id_options: Some(options),
    }
}

pub fn scored(points: Vec<ScoredPoint>) -> Vec<qdrant::ScoredPoint> {
    let point = |point: ScoredPoint| qdrant::ScoredPoint {
        id: Some(id(point.id)),
        payload: payload(point.payload),
        score: point.score,
        version: point.version,
        vectors: point.vector.map(vector::vectors),
        shard_key: None,
        order_value: point.order_value.map(order),
    };
    points.into_iter().map(point).collect()
}

pub fn records(records: Vec<Record>) -> Vec<RetrievedPoint> {
    records.into_iter().map(record).collect()
}

fn record(record: Record) -> RetrievedPoint {
    RetrievedPoint {
        id: Some(id(record.id)),
        payload: payload(record.payload),
        vectors: record.vector.map(vector::vectors),
        shard_key: None,
        order_value: record.order_value.map(order),
    }
}

pub fn groups(groups: Vec<Group>) -> GroupsResult {
    let group = |group: Group| PointGroup {
        id: Some(GroupId {
            kind: Some(kind(group.id)),
        }),
        hits: scored(group.hits),
        lookup: group.lookup.map(record),
    };
    GroupsResult {
        groups: groups.into_iter().map(group).collect(),
    }
}

fn kind(id: Value) -> group_id::Kind {
    match (id.as_u64(), id.as_i64(), id) {
        (Some(number), ..) => group_id::Kind::UnsignedValue(number),
        (None, Some(number), _) => group_id::Kind::IntegerValue(number),
        (None, None, Value::String(text)) => group_id::Kind::StringValue(text),
        (None, None, other) => group_id::Kind::StringValue(other.to_string()),
    }
}

/// Distances as pairs of points.
pub fn pairs(matrix: &Matrix) -> SearchMatrixPairs {
    let pairs = matrix.rows().map(|(_, a, near)| SearchMatrixPair {
        a: Some(id(a)),
        b: Some(id(near.id)),
        score: near.score,
    });
    SearchMatrixPairs {
        pairs: pairs.collect(),
    }
}

/// Distances as a sparse matrix over the sample.
pub fn offsets(matrix: &Matrix) -> SearchMatrixOffsets {
    let mut offsets = SearchMatrixOffsets {
        ids: matrix.ids.iter().copied().map(id).collect(),
        ..SearchMatrixOffsets::default()
    };
    for (row, _, near) in matrix.rows() {
        offsets.offsets_row.push(row as u64);
        offsets.offsets_col.push(matrix.offset(near.id) as u64);
        offsets.scores.push(near.score);
    }
    offsets
}

pub fn facets(hits: Vec<FacetValueHit>) -> Vec<qdrant::FacetHit> {
    hits.into_iter()
        .map(|hit| {
            let variant = match hit.value {
                FacetValue::Keyword(text) => facet_value::Variant::StringValue(text),
                FacetValue::Int(number) => facet_value::Variant::IntegerValue(number),
                FacetValue::Uuid(uuid) => facet_value::Variant::StringValue(
                    qdrant_edge::external::uuid::Uuid::from_u128(uuid).to_string(),
                ),
                FacetValue::Bool(truth) => facet_value::Variant::BoolValue(truth),
            };
            qdrant::FacetHit {
                value: Some(qdrant::FacetValue {
                    variant: Some(variant),
                }),
                count: hit.count as u64,
            }
        })
        .collect()
}

fn payload(payload: Option<Payload>) -> HashMap<String, qdrant::Value> {
    let members = payload.map(|payload| payload.0).unwrap_or_default();
    members
        .into_iter()
        .map(|(key, value)| (key, value.into()))
        .collect()
}

fn order(value: OrderValue) -> qdrant::OrderValue {
    let variant = match value {
        OrderValue::Int(number) => order_value::Variant::Int(number),
        OrderValue::Float(number) => order_value::Variant::Float(number),
    };
    qdrant::OrderValue {
        variant: Some(variant),
    }
}
