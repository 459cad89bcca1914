//! Queries: point ids become vectors, then the engine plans, searches and fuses.

use std::collections::HashMap;

use qdrant_edge::external::ordered_float::OrderedFloat;
use qdrant_edge::{
    Condition, EdgeShard, Filter, NamedQuery, OperationError, PointId, Prefetch, QueryEnum,
    QueryRequest as EngineQuery, Sample, ScoredPoint, ScoringQuery, VectorInternal,
    VectorStructInternal, WithPayloadInterface, WithVector,
};

use super::{Collection, positive, validate};
use crate::error::{ApiError, ApiResult};
use crate::report::describe;
use crate::request::{Query, QueryRequest, Stage, VectorInput};

impl Collection {
    /// The points that answer `request` best, best first.
    pub fn query(&self, request: QueryRequest) -> ApiResult<Vec<ScoredPoint>> {
        let said = self.reports.begin(|| describe::query(&request));
        let answer = self.with_open_shard(|shard| {
            let planner = Planner::of(shard);
            // The engine plans for limit + offset results and leaves the cut to its caller.
            let offset = planner.bounded(request.offset);
            let query = planner.root(request, offset)?;
            let mut points = shard.query(query)?;
            points.drain(..offset.min(points.len()));
            Ok(points)
        });
        if let Some(said) = said {
            let points = answer.as_ref().map(|points| describe::scored(points));
            said.end(&self.name, points.map_err(ToString::to_string));
        }
        answer
    }
}

/// Turns requests into the engine's queries, for the shard as it is now.
struct Planner<'a> {
    shard: &'a EdgeShard,
    points: usize,
}

impl<'a> Planner<'a> {
    fn of(shard: &'a EdgeShard) -> Self {
        Self {
            shard,
            points: shard.info().points_count.max(1),
        }
    }

    /// The engine allocates room for `limit` results; no request has more than there are points.
    fn bounded(&self, limit: usize) -> usize {
        limit.min(self.points)
    }

    fn root(&self, request: QueryRequest, offset: usize) -> ApiResult<EngineQuery> {
        let QueryRequest {
            stage,
            offset: _,
            with_payload,
            with_vector,
        } = request;
        let stage = self.stage(stage)?;
        Ok(EngineQuery {
            prefetches: stage.prefetches,
            query: stage.query,
            filter: stage.filter,
            score_threshold: stage.score_threshold,
            limit: stage.limit,
            offset,
            params: stage.params,
            with_vector,
            with_payload,
        })
    }

    fn stage(&self, stage: Stage) -> ApiResult<Prefetch> {
        let Stage {
            prefetch,
            query,
            using,
            mut filter,
            params,
            score_threshold,
            limit,
        } = stage;
        positive(limit)?;
        let prefetches = prefetch
            .into_iter()
            .map(|stage| self.stage(stage))
            .collect::<ApiResult<Vec<_>>>()?;
        let query = match query {
            None if !prefetches.is_empty() => {
                return Err(invalid("A query is needed to merge the prefetches"));
            }
            None => None,
            Some(Query::Fusion(_)) if prefetches.is_empty() => {
                return Err(invalid("Fusion queries cannot be run without prefetches"));
            }
            Some(Query::Fusion(fusion)) => Some(ScoringQuery::Fusion(fusion)),
            Some(Query::OrderBy(order_by)) => Some(ScoringQuery::OrderBy(order_by)),
            Some(Query::Sample) => Some(ScoringQuery::Sample(Sample::Random)),
            Some(Query::Nearest(VectorInput::Dense(vector))) => Some(self.nearest(vector, using)?),
            Some(Query::Nearest(VectorInput::Point(id))) => {
                let vector = self.vector_of(id, &using)?;
                filter = Some(without(filter, id));
                Some(self.nearest(vector, using)?)
            }
        };
        Ok(Prefetch {
            prefetches,
            query,
            limit: self.bounded(limit),
            params,
            filter,
            score_threshold: score_threshold.map(OrderedFloat),
        })
    }

    fn nearest(&self, vector: Vec<f32>, using: String) -> ApiResult<ScoringQuery> {
        validate::dense(&self.shard.config(), &using, &vector)?;
        let query = VectorInternal::Dense(vector);
        Ok(ScoringQuery::Vector(QueryEnum::Nearest(NamedQuery::new(
            query, using,
        ))))
    }

    fn vector_of(&self, id: PointId, using: &str) -> ApiResult<Vec<f32>> {
        if !self.shard.config().vectors.contains_key(using) {
            let received_name = using.to_owned();
            return Err(OperationError::VectorNameNotExists { received_name }.into());
        }
        let found = self.shard.retrieve(
            &[id],
            Some(WithPayloadInterface::Bool(false)),
            Some(WithVector::Selector(vec![using.to_owned()])),
        )?;
        let point = found
            .into_iter()
            .next()
            .ok_or_else(|| ApiError::NotFound(format!("No point with id {id} found")))?;
        dense_named(point.vector, using)
            .ok_or_else(|| ApiError::NotFound(format!("Point {id} has no vector `{using}`")))
    }
}

fn dense_named(vectors: Option<VectorStructInternal>, name: &str) -> Option<Vec<f32>> {
    match vectors? {
        VectorStructInternal::Single(vector) => name.is_empty().then_some(vector),
        VectorStructInternal::MultiDense(_) => None,
        VectorStructInternal::Named(named) => dense_of(named, name),
    }
}

fn dense_of(mut named: HashMap<String, VectorInternal>, name: &str) -> Option<Vec<f32>> {
    match named.remove(name)? {
        VectorInternal::Dense(vector) => Some(vector),
        VectorInternal::Sparse(_) | VectorInternal::MultiDense(_) => None,
    }
}

/// `filter`, and not the point `id`.
fn without(filter: Option<Filter>, id: PointId) -> Filter {
    let exclusion = Filter::new_must_not(Condition::HasId([id].into_iter().collect()));
    match filter {
        Some(filter) => filter.merge_owned(exclusion),
        None => exclusion,
    }
}

fn invalid(message: &str) -> ApiError {
    ApiError::Invalid(message.to_owned())
}
