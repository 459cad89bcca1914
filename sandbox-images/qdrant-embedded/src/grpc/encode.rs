//! From the engine's types to gRPC messages.

pub mod info;

use std::collections::HashMap;

use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::{
    self, DenseVector, NamedVectorsOutput, RetrievedPoint, VectorOutput, VectorsOutput,
    facet_value, order_value, vector_output, vectors_output,
};
use qdrant_edge::{
    FacetValue, FacetValueHit, OrderValue, Payload, PointId, Record, ScoredPoint, VectorInternal,
    VectorStructInternal,
};

use crate::error::{ApiError, ApiResult};

/// Writes an id.
pub fn id(id: PointId) -> qdrant::PointId {
    let options = match id {
        PointId::NumId(number) => PointIdOptions::Num(number),
        PointId::Uuid(uuid) => PointIdOptions::Uuid(uuid.to_string()),
    };
    qdrant::PointId {
        point_id_options: Some(options),
    }
}

/// Writes points with scores.
pub fn scored(points: Vec<ScoredPoint>) -> ApiResult<Vec<qdrant::ScoredPoint>> {
    points
        .into_iter()
        .map(|point| {
            Ok(qdrant::ScoredPoint {
                id: Some(id(point.id)),
                payload: payload(point.payload),
                score: point.score,
                version: point.version,
                vectors: point.vector.map(vectors).transpose()?,
                shard_key: None,
                order_value: point.order_value.map(order),
            })
        })
        .collect()
}

/// Writes points without scores.
pub fn records(records: Vec<Record>) -> ApiResult<Vec<RetrievedPoint>> {
    records
        .into_iter()
        .map(|record| {
            Ok(RetrievedPoint {
                id: Some(id(record.id)),
                payload: payload(record.payload),
                vectors: record.vector.map(vectors).transpose()?,
                shard_key: None,
                order_value: record.order_value.map(order),
            })
        })
        .collect()
}

/// Writes the counts of values.
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

fn vectors(vectors: VectorStructInternal) -> ApiResult<VectorsOutput> {
    let options = match vectors {
        VectorStructInternal::Single(vector) => {
            vectors_output::VectorsOptions::Vector(dense(vector))
        }
        VectorStructInternal::Named(named) => {
            let vectors = named
                .into_iter()
                .map(|(name, vector)| match vector {
                    VectorInternal::Dense(vector) => Ok((name, dense(vector))),
                    VectorInternal::Sparse(_) | VectorInternal::MultiDense(_) => Err(not_stored()),
                })
                .collect::<ApiResult<_>>()?;
            vectors_output::VectorsOptions::Vectors(NamedVectorsOutput { vectors })
        }
        VectorStructInternal::MultiDense(_) => return Err(not_stored()),
    };
    Ok(VectorsOutput {
        vectors_options: Some(options),
    })
}

#[expect(deprecated, reason = "clients before 1.16 read the deprecated field")]
fn dense(data: Vec<f32>) -> VectorOutput {
    VectorOutput {
        data: data.clone(),
        indices: None,
        vectors_count: None,
        vector: Some(vector_output::Vector::Dense(DenseVector { data })),
    }
}

fn not_stored() -> ApiError {
    ApiError::Internal("a vector that is not dense was stored".to_owned())
}
