//! Requests and answers in few words: what a reader of the record wants to know of them.

use qdrant_edge::{
    PayloadOps, PointId, PointInsertOperations, PointOperations, Record, ScoredPoint,
    UpdateOperation, VectorOperations,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Hit;
use crate::request::{Query, QueryRequest, Stage, VectorInput};

/// Points that are named of one call.
const HITS: usize = 100;
/// Bytes of parameters; longer ones are left out.
const PARAMETERS: usize = 4096;

/// Parameters, or how long they were.
pub fn bounded(parameters: Value) -> Value {
    let length = parameters.to_string().len();
    if length > PARAMETERS {
        json!({ "omitted_bytes": length })
    } else {
        parameters
    }
}

/// A query, its stages included.
pub fn query(request: &QueryRequest) -> (&'static str, Value) {
    let mut said = stage(&request.stage);
    if request.offset > 0 {
        said["offset"] = json!(request.offset);
    }
    ("query", said)
}

fn stage(stage: &Stage) -> Value {
    let mut said = Map::new();
    said.insert("limit".to_owned(), json!(stage.limit));
    let mut say = |name: &str, value: Option<Value>| {
        value.map(|value| said.insert(name.to_owned(), value));
    };
    say(
        "using",
        (!stage.using.is_empty()).then(|| json!(stage.using)),
    );
    say("filter", stage.filter.as_ref().map(plain));
    say("params", stage.params.as_ref().map(plain));
    say("score_threshold", stage.score_threshold.map(|it| json!(it)));
    say("query", stage.query.as_ref().map(ranking));
    let prefetch: Vec<_> = stage.prefetch.iter().map(self::stage).collect();
    say("prefetch", (!prefetch.is_empty()).then(|| json!(prefetch)));
    Value::Object(said)
}

fn ranking(query: &Query) -> Value {
    match query {
        Query::Nearest(VectorInput::Dense(vector)) => {
            json!({ "nearest_to_vector_of": vector.len() })
        }
        Query::Nearest(VectorInput::Point(id)) => json!({ "nearest_to_point": id }),
        Query::Fusion(fusion) => json!({ "fusion": fusion }),
        Query::OrderBy(order_by) => json!({ "order_by": order_by }),
        Query::Sample => json!("sample"),
    }
}

/// Something of the engine's, as JSON.
pub fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| json!({ "unreadable": error.to_string() }))
}

/// Ranked results.
pub fn scored(points: &[ScoredPoint]) -> (Vec<Hit>, usize) {
    let first = points.iter().take(HITS).map(|point| Hit {
        id: json!(point.id),
        score: Some(point.score),
    });
    (first.collect(), points.len())
}

/// Results without a rank.
pub fn records(points: &[Record]) -> (Vec<Hit>, usize) {
    (named(points.iter().map(|point| point.id)), points.len())
}

fn named(ids: impl IntoIterator<Item = PointId>) -> Vec<Hit> {
    let hit = |id| Hit {
        id: json!(id),
        score: None,
    };
    ids.into_iter().take(HITS).map(hit).collect()
}

/// An update: what it does, how, and which points it names.
pub struct Update {
    /// Its name.
    pub operation: &'static str,
    /// How.
    pub parameters: Value,
    /// The first of its points.
    pub hits: Vec<Hit>,
    /// How many points it names.
    pub found: usize,
}

/// An update of a collection.
pub fn update(update: &UpdateOperation) -> Update {
    let none = || json!({});
    let (operation, parameters, ids): (_, _, Vec<PointId>) = match update {
        UpdateOperation::PointOperation(operation) => point_operation(operation),
        UpdateOperation::VectorOperation(operation) => match operation {
            VectorOperations::UpdateVectors(update) => (
                "update_vectors",
                none(),
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
        PointOperations::DeletePoints { ids } => ("delete", json!({}), ids.clone()),
        PointOperations::DeletePointsByFilter(filter) => {
            ("delete", json!({ "filter": plain(filter) }), Vec::new())
        }
        _ => ("update_points", json!({}), Vec::new()),
    }
}
