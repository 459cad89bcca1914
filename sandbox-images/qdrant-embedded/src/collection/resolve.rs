//! Replaces point ids in a query by the vectors of those points, wherever they are stored.
//!
//! This happens before the query itself takes the collection's lock: a point may be looked up by
//! name in the same collection, and a thread must not take a lock that it already holds.

use std::sync::Arc;

use qdrant_edge::{
    PointId, VectorInternal, VectorStructInternal, WithPayloadInterface, WithVector,
};

use super::{Collection, validate};
use crate::error::{ApiError, ApiResult};
use crate::request::query::{Query, VectorInput, VectorQuery};
use crate::request::{LookupFrom, Stage};

/// Finds another collection by its name.
pub type Others<'a> = &'a dyn Fn(&str) -> ApiResult<Arc<Collection>>;

/// A ranking with its vectors resolved.
#[derive(Debug)]
pub enum Ranking {
    Vector(VectorQuery<VectorInternal>),
    /// Anything else; never a [`Query::Vector`].
    Other(Query),
}

/// A stage with its vectors resolved.
#[derive(Debug)]
pub struct Resolved {
    /// The stage without its query and prefetches.
    pub stage: Stage,
    pub ranking: Option<Ranking>,
    pub prefetch: Vec<Resolved>,
}

/// Resolves the points of a stage and of its prefetches. Adds the ids of points in the collection
/// itself to `own`: as in Qdrant, none of them is a result anywhere in the query.
pub fn stage(
    collection: &Collection,
    others: Others<'_>,
    mut stage: Stage,
    own: &mut Vec<PointId>,
) -> ApiResult<Resolved> {
    let ranking = match stage.query.take() {
        None => None,
        Some(Query::Vector(query)) => {
            let elsewhere = stage.lookup_from.as_ref();
            if elsewhere.is_none_or(|from| from.collection == collection.name) {
                own.extend(query.vectors().into_iter().filter_map(|input| match input {
                    VectorInput::Point(id) => Some(*id),
                    VectorInput::Given(_) => None,
                }));
            }
            let name = vector_name(elsewhere, &stage.using).to_owned();
            let query = match elsewhere {
                None => vectors(query, &name, collection)?,
                Some(from) => vectors(query, &name, &*others(&from.collection)?)?,
            };
            Some(Ranking::Vector(query))
        }
        Some(other) => Some(Ranking::Other(other)),
    };
    let prefetch = std::mem::take(&mut stage.prefetch)
        .into_iter()
        .map(|prefetch| self::stage(collection, others, prefetch, own))
        .collect::<ApiResult<_>>()?;
    Ok(Resolved {
        stage,
        ranking,
        prefetch,
    })
}

fn vector_name<'a>(from: Option<&'a LookupFrom>, using: &'a str) -> &'a str {
    from.and_then(|from| from.vector.as_deref())
        .unwrap_or(using)
}

fn vectors(
    query: VectorQuery<VectorInput>,
    name: &str,
    source: &Collection,
) -> ApiResult<VectorQuery<VectorInternal>> {
    query.map(
        |input| match input {
            VectorInput::Given(mut vector) => {
                vector.preprocess();
                Ok(Some(vector))
            }
            VectorInput::Point(id) => source.vector_of(id, name),
        },
        || ApiError::NotFound(format!("Vector with name {name:?} for point")),
    )
}

impl Collection {
    /// `None` if the point has no such vector. Fails if the point does not exist.
    fn vector_of(&self, id: PointId, name: &str) -> ApiResult<Option<VectorInternal>> {
        let found = self.with_open_shard(|shard| {
            validate::name(&shard.config(), name)?;
            Ok(shard.retrieve(
                &[id],
                Some(WithPayloadInterface::Bool(false)),
                Some(WithVector::Selector(vec![name.to_owned()])),
            )?)
        })?;
        let point = found
            .into_iter()
            .next()
            .ok_or_else(|| ApiError::NotFound(format!("No point with id {id} found")))?;
        let mut vectors = point.vector;
        Ok(VectorStructInternal::take_opt(&mut vectors, name))
    }
}
