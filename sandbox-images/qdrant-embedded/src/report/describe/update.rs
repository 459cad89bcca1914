//! Updates in few words.

use qdrant_edge::{
    PayloadOps, PointId, PointInsertOperations, PointOperations, UpdateOperation, VectorOperations,
};
use serde_json::{Value, json};

use super::super::Hit;
use super::words::{bounded, named, plain};

/// What an update does, how, and which points it names.
pub struct Update {
    pub operation: &'static str,
    pub parameters: Value,
    /// The first points that the update names.
    pub hits: Vec<Hit>,
    /// How many points it names.
    pub found: usize,
}

pub fn update(update: &UpdateOperation) -> Update {
    let none = || json!({});
    let (operation, parameters, ids): (_, _, Vec<PointId>) = match update {
        UpdateOperation::PointOperation(operation) => point_operation(operation),
        UpdateOperation::VectorOperation(operation) => match operation {
            VectorOperations::UpdateVectors(update) => (
                "update_vectors",
                json!({ "condition": update.update_filter.as_ref().map(plain) }),
                update.points.iter().map(|point| point.id).collect(),
            ),
            _ => ("delete_vectors", none(), Vec::new()),
        },
        UpdateOperation::PayloadOperation(operation) => match operation {
            PayloadOps::SetPayload(set) => (
                "set_payload",
                json!({ "filter": set.filter.as_ref().map(plain) }),
                set.points.clone().unwrap_or_default(),
            ),
            PayloadOps::OverwritePayload(set) => (
                "overwrite_payload",
                json!({ "filter": set.filter.as_ref().map(plain) }),
                set.points.clone().unwrap_or_default(),
            ),
            PayloadOps::DeletePayload(delete) => (
                "delete_payload",
                json!({ "filter": delete.filter.as_ref().map(plain) }),
                delete.points.clone().unwrap_or_default(),
            ),
            PayloadOps::ClearPayload { points } => ("clear_payload", none(), points.clone()),
            PayloadOps::ClearPayloadByFilter(filter) => (
                "clear_payload",
                json!({ "filter": plain(filter) }),
                Vec::new(),
            ),
        },
        UpdateOperation::FieldIndexOperation(operation) => ("index", plain(operation), Vec::new()),
        UpdateOperation::VectorNameOperation(_) => ("vector_names", none(), Vec::new()),
    };
    let found = ids.len();
    Update {
        operation,
        parameters: bounded(parameters),
        hits: named(ids),
        found,
    }
}

fn point_operation(operation: &PointOperations) -> (&'static str, Value, Vec<PointId>) {
    match operation {
        PointOperations::UpsertPoints(PointInsertOperations::PointsList(points)) => {
            let ids = points.iter().map(|point| point.id).collect();
            ("upsert", json!({}), ids)
        }
        PointOperations::UpsertPointsConditional(upsert) => {
            let how = json!({ "condition": plain(&upsert.condition), "mode": upsert.update_mode });
            ("upsert", how, upsert.points_op.point_ids())
        }
        PointOperations::DeletePoints { ids } => ("delete", json!({}), ids.clone()),
        PointOperations::DeletePointsByFilter(filter) => {
            ("delete", json!({ "filter": plain(filter) }), Vec::new())
        }
        _ => ("update_points", json!({}), Vec::new()),
    }
}
