//! The updates that both transports accept, as the engine's operations.

use qdrant_edge::{
    ConditionalInsertOperation, CreateIndex, DeletePayloadOp, FieldIndexOperations, Filter,
    JsonPath, Payload, PayloadFieldSchema, PayloadOps, PointId, PointIdsList,
    PointInsertOperations, PointOperations, PointStructPersisted, PointVectorsPersisted,
    SetPayloadOp, UpdateMode, UpdateOperation, UpdateVectorsOp, VectorOperations,
};

use crate::request::Selector;

/// Stores points and replaces those with the same ids: all of them, those that match the condition,
/// or as the mode says.
pub fn upsert(
    points: Vec<PointStructPersisted>,
    condition: Option<Filter>,
    mode: Option<UpdateMode>,
) -> UpdateOperation {
    let points = PointInsertOperations::PointsList(points);
    let upsert = match (condition, mode) {
        (None, None | Some(UpdateMode::Upsert)) => PointOperations::UpsertPoints(points),
        (condition, update_mode) => {
            PointOperations::UpsertPointsConditional(ConditionalInsertOperation {
                points_op: points,
                condition: condition.unwrap_or_default(),
                update_mode,
            })
        }
    };
    UpdateOperation::PointOperation(upsert)
}

pub fn delete(selector: Selector) -> UpdateOperation {
    UpdateOperation::PointOperation(match selector {
        Selector::Ids(ids) => PointOperations::DeletePoints { ids },
        Selector::Filter(filter) => PointOperations::DeletePointsByFilter(filter),
    })
}

/// Replaces vectors of existing points: of all, or of those that match the condition.
pub fn update_vectors(
    points: Vec<PointVectorsPersisted>,
    condition: Option<Filter>,
) -> UpdateOperation {
    let update = UpdateVectorsOp {
        points,
        update_filter: condition,
    };
    UpdateOperation::VectorOperation(VectorOperations::UpdateVectors(update))
}
pub fn delete_vectors(selector: Selector, names: Vec<String>) -> UpdateOperation {
    UpdateOperation::VectorOperation(match selector {
        Selector::Ids(points) => VectorOperations::DeleteVectors(PointIdsList::from(points), names),
        Selector::Filter(filter) => VectorOperations::DeleteVectorsByFilter(filter, names),
    })
}

/// Sets payload fields, at the root or beneath `key`, and keeps the others.
pub fn set_payload(payload: Payload, selector: Selector, key: Option<JsonPath>) -> UpdateOperation {
    let (points, filter) = parts(selector);
    let set = SetPayloadOp {
        payload,
        points,
        filter,
        key,
    };
    UpdateOperation::PayloadOperation(PayloadOps::SetPayload(set))
}

/// Replaces the whole payload.
pub fn overwrite_payload(payload: Payload, selector: Selector) -> UpdateOperation {
    let (points, filter) = parts(selector);
    let set = SetPayloadOp {
        payload,
        points,
        filter,
        key: None,
    };
    UpdateOperation::PayloadOperation(PayloadOps::OverwritePayload(set))
}

pub fn delete_payload(keys: Vec<JsonPath>, selector: Selector) -> UpdateOperation {
    let (points, filter) = parts(selector);
    let delete = DeletePayloadOp {
        keys,
        points,
        filter,
    };
    UpdateOperation::PayloadOperation(PayloadOps::DeletePayload(delete))
}

/// Deletes the whole payload.
pub fn clear_payload(selector: Selector) -> UpdateOperation {
    UpdateOperation::PayloadOperation(match selector {
        Selector::Ids(points) => PayloadOps::ClearPayload { points },
        Selector::Filter(filter) => PayloadOps::ClearPayloadByFilter(filter),
    })
}

pub fn create_index(field_name: JsonPath, schema: PayloadFieldSchema) -> UpdateOperation {
    let create = CreateIndex {
        field_name,
        field_schema: Some(schema),
    };
    UpdateOperation::FieldIndexOperation(FieldIndexOperations::CreateIndex(create))
}

pub fn delete_index(field_name: JsonPath) -> UpdateOperation {
    UpdateOperation::FieldIndexOperation(FieldIndexOperations::DeleteIndex(field_name))
}

fn parts(selector: Selector) -> (Option<Vec<PointId>>, Option<Filter>) {
    match selector {
        Selector::Ids(ids) => (Some(ids), None),
        Selector::Filter(filter) => (None, Some(filter)),
    }
}
