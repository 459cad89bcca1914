//! Points: ids, vectors, payloads, and selectors of points.

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

pub fn payload(values: HashMap<String, qdrant::Value>) -> Payload {
    Payload(
        values
            .into_iter()
            .map(|(key, value)| (key, value.into()))
            .collect(),
    )
}

/// The points that an update or deletion concerns.
pub fn selector(selector: Option<qdrant::PointsSelector>) -> ApiResult<Selector> {
    let one_of = selector.and_then(|selector| selector.points_selector_one_of);
    match needed(one_of, "points selector")? {
        PointsSelectorOneOf::Points(list) => Ok(Selector::Ids(ids(list.ids)?)),
        PointsSelectorOneOf::Filter(wanted) => Ok(Selector::Filter(filter::filter(wanted)?)),
    }
}

/// Which payload fields the answer contains.
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

/// Which vectors the answer contains.
pub fn with_vector(selector: Option<qdrant::WithVectorsSelector>) -> WithVector {
    use with_vectors_selector::SelectorOptions;
    match selector.and_then(|selector| selector.selector_options) {
        None => WithVector::Bool(false),
        Some(SelectorOptions::Enable(enable)) => WithVector::Bool(enable),
        Some(SelectorOptions::Include(include)) => WithVector::Selector(include.names),
    }
}
