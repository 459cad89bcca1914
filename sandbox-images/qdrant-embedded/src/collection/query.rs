//! Queries: point ids become vectors, then the engine plans, searches and fuses.

use qdrant_edge::{
    EdgeShard, Filter, QueryRequest as EngineQuery, ScoredPoint, ScoringQuery,
    VectorStructInternal, WithVector,
};

use super::Collection;
use super::plan::Planner;
use super::resolve::{self, Others};
use crate::error::{ApiError, ApiResult};
use crate::report::describe;
use crate::request::QueryRequest;

impl Collection {
    /// The points that match `request` best, best first.
    pub fn query(&self, request: QueryRequest, others: Others<'_>) -> ApiResult<Vec<ScoredPoint>> {
        let said = self.reports.begin(|| describe::query(&request));
        let answer = self.answer(request, others);
        if let Some(said) = said {
            let points = answer.as_ref().map(describe::scored);
            said.end(&self.name, points.map_err(ToString::to_string));
        }
        answer
    }

    fn answer(&self, request: QueryRequest, others: Others<'_>) -> ApiResult<Vec<ScoredPoint>> {
        let mut named = Vec::new();
        let resolved = resolve::stage(self, others, request.stage, &mut named)?;
        self.with_open_shard(|shard| {
            let planner = Planner::of(shard);
            let mut query = planner.root(resolved, named)?;
            query.offset = offset(&planner, &query, request.offset);
            query.with_payload = request.with_payload;
            query.with_vector = request.with_vector;
            check_repeats(shard, &query)?;
            page(shard, query)
        })
    }
}

/// A sample has no order, so an offset would mean nothing.
fn offset(planner: &Planner<'_>, query: &EngineQuery, offset: usize) -> usize {
    match &query.query {
        Some(ScoringQuery::Sample(_)) if query.prefetches.is_empty() => 0,
        ranking => planner.bounded(ranking.as_ref(), offset),
    }
}

/// Runs a query and cuts out its page: the engine plans for limit + offset results and leaves the
/// rest to its caller.
pub fn page(shard: &EdgeShard, query: EngineQuery) -> ApiResult<Vec<ScoredPoint>> {
    let (limit, offset) = (query.limit, query.offset);
    let compared = match &query.query {
        Some(ScoringQuery::Mmr(mmr)) => Some((mmr.using.clone(), query.with_vector.clone())),
        _ => None,
    };
    let mut points = shard.query(query)?;
    // Qdrant's merge of shards drops a point that directly follows itself. So a point with two
    // neighbouring values of the order field comes once. There is only one shard here, but the
    // result is the same.
    points.dedup();
    match compared {
        None => points.truncate(limit + offset),
        Some((using, wanted)) => {
            // Qdrant takes `limit` different points and then skips `offset` of them.
            points.truncate(limit);
            for point in &mut points {
                strip(point, &using, &wanted);
            }
        }
    }
    points.drain(..offset.min(points.len()));
    Ok(points)
}

/// Removes the vector that points were compared by, unless the request asked for it.
fn strip(point: &mut ScoredPoint, using: &str, wanted: &WithVector) {
    match wanted {
        WithVector::Bool(true) => {}
        WithVector::Bool(false) => point.vector = None,
        WithVector::Selector(names) if names.iter().any(|name| name == using) => {}
        WithVector::Selector(_) => {
            VectorStructInternal::take_opt(&mut point.vector, using);
        }
    }
}

/// Before it fuses prefetches, Qdrant also drops points that directly follow themselves, and the
/// engine does not. If that would change a rank, the query is refused.
pub fn check_repeats(shard: &EdgeShard, query: &EngineQuery) -> ApiResult<()> {
    if !matches!(query.query, Some(ScoringQuery::Fusion(_))) {
        return Ok(());
    }
    for prefetch in &query.prefetches {
        if !matches!(prefetch.query, Some(ScoringQuery::OrderBy(_))) {
            continue;
        }
        let alone = EngineQuery {
            prefetches: prefetch.prefetches.clone(),
            query: prefetch.query.clone(),
            filter: Filter::merge_opts(query.filter.clone(), prefetch.filter.clone()),
            score_threshold: prefetch.score_threshold,
            limit: prefetch.limit,
            offset: 0,
            params: prefetch.params,
            with_vector: false.into(),
            with_payload: false.into(),
        };
        let found = shard.query(alone)?;
        if found.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(ApiError::Unsupported(
                "fusion of points that are ordered by a field with several values".to_owned(),
            ));
        }
    }
    Ok(())
}
