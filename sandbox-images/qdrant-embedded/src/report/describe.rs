//! Requests and answers in few words: what a reader of the record wants to know about them.

mod query;
mod update;
mod words;

use qdrant_edge::{PointId, Record, ScoredPoint};
use serde_json::{Value, json};

use super::Hit;
use crate::aliases::Change;
use words::{HITS, named};

pub use query::{groups, matrix, query};
pub use update::update;
pub use words::{bounded, plain};

/// Ranked results.
pub fn scored<'a>(points: impl IntoIterator<Item = &'a ScoredPoint>) -> (Vec<Hit>, usize) {
    let (mut hits, mut found) = (Vec::new(), 0);
    for point in points {
        found += 1;
        if hits.len() < HITS {
            hits.push(Hit {
                id: json!(point.id),
                score: Some(point.score),
            });
        }
    }
    (hits, found)
}

/// Results without a rank.
pub fn records(points: &[Record]) -> (Vec<Hit>, usize) {
    (named(points.iter().map(|point| point.id)), points.len())
}

/// Points that are known only by their ids.
pub fn ids(ids: &[PointId]) -> (Vec<Hit>, usize) {
    (named(ids.iter().copied()), ids.len())
}

pub fn aliases(changes: &[Change]) -> (&'static str, Value) {
    let said = changes.iter().map(|change| match change {
        Change::Create { collection, alias } => {
            json!({ "create": alias, "collection": collection })
        }
        Change::Rename { from, to } => json!({ "rename": from, "to": to }),
        Change::Delete(alias) => json!({ "delete": alias }),
    });
    (
        "update_aliases",
        json!({ "changes": said.collect::<Value>() }),
    )
}
