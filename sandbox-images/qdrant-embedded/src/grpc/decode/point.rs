//! Points: ids, vectors, payloads, and what selects them.

use std::collections::HashMap;

use qdrant_client::qdrant::points_selector::PointsSelectorOneOf;
use qdrant_client::qdrant::{self, with_payload_selector, with_vectors_selector};
use qdrant_edge::{
    Payload, PayloadSelector, PayloadSelectorExclude, PayloadSelectorInclude, PointStructPersisted,
    PointVectorsPersisted, WithPayloadInterface, WithVector,
};

use super::{filter, id, ids, needed, vector};
use crate::error::ApiResult;
use crate::json::payload_key;
use crate::request::Selector;

/// Reads a point.
pub fn point(point: qdrant::PointStruct) -> ApiResult<PointStructPersisted> {
    let qdrant::PointStruct {
        id: point_id,
        payload: values,
        vectors: all,
    } = point;
    Ok(PointStructPersisted {
        id: id(needed(point_id, "point id")?)?,
        vector: vector::vectors(all)?,
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
        vector: vector::vectors(all)?,
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
