//! Points: ids, vectors, payloads, and what selects them.

use std::collections::HashMap;

use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::points_selector::PointsSelectorOneOf;
use qdrant_client::qdrant::vectors::VectorsOptions;
use qdrant_client::qdrant::{self, vector, with_payload_selector, with_vectors_selector};
use qdrant_edge::{
    Payload, PayloadSelector, PayloadSelectorExclude, PayloadSelectorInclude, PointId,
    PointStructPersisted, PointVectorsPersisted, VectorPersisted, VectorStructPersisted,
    WithPayloadInterface, WithVector,
};

use super::{filter, needed};
use crate::error::{ApiError, ApiResult};
use crate::json::payload_key;
use crate::request::Selector;

/// Reads an id.
pub fn id(id: qdrant::PointId) -> ApiResult<PointId> {
    match needed(id.point_id_options, "point id")? {
        PointIdOptions::Num(number) => Ok(PointId::NumId(number)),
        PointIdOptions::Uuid(text) => qdrant_edge::external::uuid::Uuid::parse_str(&text)
            .map(PointId::Uuid)
            .map_err(|_| ApiError::Invalid(format!("Unable to parse UUID: {text}"))),
    }
}

/// Reads ids.
pub fn ids(ids: Vec<qdrant::PointId>) -> ApiResult<Vec<PointId>> {
    ids.into_iter().map(id).collect()
}

/// Reads a point.
pub fn point(point: qdrant::PointStruct) -> ApiResult<PointStructPersisted> {
    let qdrant::PointStruct {
        id: point_id,
        payload: values,
        vectors: all,
    } = point;
    Ok(PointStructPersisted {
        id: id(needed(point_id, "point id")?)?,
        vector: vectors(all)?,
        payload: Some(payload(values)),
    })
}

/// Reads new vectors of a point.
pub fn point_vectors(point: qdrant::PointVectors) -> ApiResult<PointVectorsPersisted> {
    let qdrant::PointVectors {
        id: point_id,
        vectors: all,
    } = point;
    Ok(PointVectorsPersisted {
        id: id(needed(point_id, "point id")?)?,
        vector: vectors(all)?,
    })
}

/// Reads a payload.
pub fn payload(values: HashMap<String, qdrant::Value>) -> Payload {
    Payload(
        values
            .into_iter()
            .map(|(key, value)| (key, value.into()))
            .collect(),
    )
}

fn vectors(vectors: Option<qdrant::Vectors>) -> ApiResult<VectorStructPersisted> {
    match vectors.and_then(|vectors| vectors.vectors_options) {
        None => Ok(VectorStructPersisted::Named(HashMap::new())),
        Some(VectorsOptions::Vector(vector)) => Ok(VectorStructPersisted::Single(dense(vector)?)),
        Some(VectorsOptions::Vectors(named)) => named
            .vectors
            .into_iter()
            .map(|(name, vector)| Ok((name, VectorPersisted::Dense(dense(vector)?))))
            .collect::<ApiResult<_>>()
            .map(VectorStructPersisted::Named),
    }
}

#[expect(deprecated, reason = "older clients send the deprecated fields")]
fn dense(vector: qdrant::Vector) -> ApiResult<Vec<f32>> {
    let qdrant::Vector {
        data,
        indices,
        vectors_count,
        vector,
    } = vector;
    let kind = match vector {
        Some(vector::Vector::Dense(dense)) => return Ok(dense.data),
        Some(vector::Vector::Sparse(_)) => "sparse vectors",
        Some(vector::Vector::MultiDense(_)) => "multivectors",
        Some(vector::Vector::Document(_)) => "inference of documents",
        Some(vector::Vector::Image(_)) => "inference of images",
        Some(vector::Vector::Object(_)) => "inference of objects",
        None if indices.is_some() => "sparse vectors",
        None if vectors_count.is_some_and(|count| count > 1) => "multivectors",
        None => return Ok(data),
    };
    Err(ApiError::Unsupported(kind.to_owned()))
}

/// Reads what an update or deletion is about.
pub fn selector(selector: Option<qdrant::PointsSelector>) -> ApiResult<Selector> {
    let one_of = selector.and_then(|selector| selector.points_selector_one_of);
    match needed(one_of, "points selector")? {
        PointsSelectorOneOf::Points(list) => Ok(Selector::Ids(ids(list.ids)?)),
        PointsSelectorOneOf::Filter(wanted) => Ok(Selector::Filter(filter::filter(wanted)?)),
    }
}

/// Reads which payload to answer.
pub fn with_payload(
    selector: Option<qdrant::WithPayloadSelector>,
    default: bool,
) -> ApiResult<WithPayloadInterface> {
    use with_payload_selector::SelectorOptions;
    let keys = |fields: Vec<String>| {
        fields
            .iter()
            .map(|field| payload_key(field))
            .collect::<ApiResult<Vec<_>>>()
    };
    Ok(
        match selector.and_then(|selector| selector.selector_options) {
            None => WithPayloadInterface::Bool(default),
            Some(SelectorOptions::Enable(enable)) => WithPayloadInterface::Bool(enable),
            Some(SelectorOptions::Include(include)) => {
                let include = PayloadSelectorInclude {
                    include: keys(include.fields)?,
                };
                WithPayloadInterface::Selector(PayloadSelector::Include(include))
            }
            Some(SelectorOptions::Exclude(exclude)) => {
                let exclude = PayloadSelectorExclude {
                    exclude: keys(exclude.fields)?,
                };
                WithPayloadInterface::Selector(PayloadSelector::Exclude(exclude))
            }
        },
    )
}

/// Reads which vectors to answer.
pub fn with_vector(selector: Option<qdrant::WithVectorsSelector>) -> WithVector {
    use with_vectors_selector::SelectorOptions;
    match selector.and_then(|selector| selector.selector_options) {
        None => WithVector::Bool(false),
        Some(SelectorOptions::Enable(enable)) => WithVector::Bool(enable),
        Some(SelectorOptions::Include(include)) => WithVector::Selector(include.names),
    }
}
