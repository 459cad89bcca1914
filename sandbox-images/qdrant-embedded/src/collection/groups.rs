//! Queries whose results are grouped by a payload field, by Qdrant's own procedure: it queries a
//! few times for more points while groups are missing or not full, and then takes the best.

mod aggregate;

use std::collections::HashMap;

use qdrant_edge::{
    Distance, EdgeConfig, EdgeShard, Filter, JsonPath, PointId, Prefetch, QueryEnum,
    QueryRequest as EngineQuery, Record, ScoredPoint, ScoringQuery, WithPayloadInterface,
    WithVector,
};

use serde_json::{Value, json};

use super::plan::Planner;
use super::resolve::{self, Others};
use super::{Collection, positive, query};
use crate::error::{ApiError, ApiResult};
use crate::report::describe;
use crate::request::{GroupsRequest, RetrieveRequest, WithLookup};
use aggregate::{Aggregate, Order};

/// How often to search for more groups, and how often to fill those that were found.
const ATTEMPTS: usize = 5;

/// The points that share a value.
#[derive(Debug)]
pub struct Group {
    /// A text or an integer.
    pub id: Value,
    /// Best first.
    pub hits: Vec<ScoredPoint>,
    /// The point in another collection whose id is the group's value.
    pub lookup: Option<Record>,
}

impl Collection {
    /// The best groups of the points that match `request`.
    pub fn groups(&self, request: GroupsRequest, others: Others<'_>) -> ApiResult<Vec<Group>> {
        let said = self.reports.begin(|| describe::groups(&request));
        let answer = self.grouped(request, others);
        if let Some(said) = said {
            let points = answer
                .as_ref()
                .map(|groups| describe::scored(groups.iter().flat_map(|group| &group.hits)));
            said.end(&self.name, points.map_err(ToString::to_string));
        }
        answer
    }

    fn grouped(&self, request: GroupsRequest, others: Others<'_>) -> ApiResult<Vec<Group>> {
        positive(request.size)?;
        let GroupsRequest {
            query,
            by,
            size,
            lookup,
        } = request;
        let groups = query.stage.limit;
        let mut named = Vec::new();
        let resolved = resolve::stage(self, others, query.stage, &mut named)?;
        let mut found = self.with_open_shard(|shard| {
            let planner = Planner::of(shard);
            let plan = planner.root(resolved, named)?;
            let order = order_of(&plan, &shard.config());
            let search = Search {
                shard,
                plan: enlarged(&planner, plan, groups.saturating_mul(size), size),
                by: by.clone(),
            };
            let found = search.collect(Aggregate::new(groups, size, by, order))?;
            hydrated(shard, found, query.with_payload, query.with_vector)
        })?;
        if let Some(lookup) = lookup {
            look_up(&mut found, &lookup, others)?;
        }
        Ok(found)
    }
}

/// Finds points for groups: the same query again and again, with different filters.
struct Search<'a> {
    shard: &'a EdgeShard,
    plan: EngineQuery,
    by: JsonPath,
}

impl Search<'_> {
    fn collect(&self, mut found: Aggregate) -> ApiResult<Vec<(Value, Vec<ScoredPoint>)>> {
        let mut missing = true;
        for _ in 0..ATTEMPTS {
            let points = self.ask(&found, "except", found.full())?;
            if points.is_empty() {
                break;
            }
            found.add(points);
            if found.is_complete() {
                missing = false;
                break;
            }
        }
        if missing {
            for _ in 0..ATTEMPTS {
                let points = self.ask(&found, "any", found.unfilled())?;
                if points.is_empty() {
                    break;
                }
                found.add(points);
                if found.is_complete() {
                    break;
                }
            }
        }
        Ok(found.into_best())
    }

    /// Points that have a value in the field, were not seen before, and match one of `groups`.
    fn ask(&self, found: &Aggregate, how: &str, groups: Vec<Value>) -> ApiResult<Vec<ScoredPoint>> {
        let key = self.by.to_string();
        // One condition for the numbers and one for the texts: both must hold, as in Qdrant.
        let (texts, numbers): (Vec<_>, Vec<_>) = groups.into_iter().partition(Value::is_string);
        let numbers: Vec<_> = numbers.into_iter().filter(Value::is_i64).collect();
        let must: Vec<_> = [numbers, texts]
            .into_iter()
            .filter(|values| !values.is_empty())
            .map(|values| json!({ "key": key, "match": { how: values } }))
            .collect();
        let mut must_not = vec![json!({ "is_empty": { "key": key } })];
        let seen: Vec<PointId> = found.ids();
        if !seen.is_empty() {
            must_not.push(json!({ "has_id": seen }));
        }
        let narrower = json!({ "must": must, "must_not": must_not });
        let narrower: Filter = serde_json::from_value(narrower)
            .map_err(|error| ApiError::Internal(error.to_string()))?;
        let mut plan = self.plan.clone();
        plan.filter = Some(match plan.filter {
            Some(filter) => filter.merge_owned(narrower),
            None => narrower,
        });
        plan.with_payload = WithPayloadInterface::Fields(vec![self.by.strip_wildcard_suffix()]);
        query::check_repeats(self.shard, &plan)?;
        query::page(self.shard, plan)
    }
}

/// Enlarges the limits of the query and its prefetches, so that there are enough points to fill the
/// groups.
fn enlarged(planner: &Planner<'_>, mut plan: EngineQuery, limit: usize, by: usize) -> EngineQuery {
    fn grow(planner: &Planner<'_>, prefetch: &mut Prefetch, by: usize) {
        let limit = prefetch.limit.saturating_mul(by);
        prefetch.limit = planner.bounded(prefetch.query.as_ref(), limit);
        for inner in &mut prefetch.prefetches {
            grow(planner, inner, by);
        }
    }
    plan.limit = planner.bounded(plan.query.as_ref(), limit);
    for prefetch in &mut plan.prefetches {
        grow(planner, prefetch, by);
    }
    plan
}

/// Which of two points is better.
fn order_of(plan: &EngineQuery, config: &EdgeConfig) -> Order {
    match &plan.query {
        None => Order::Smaller,
        Some(ScoringQuery::Vector(QueryEnum::Nearest(nearest))) => {
            let name = nearest.using.as_deref().unwrap_or_default();
            match config.vectors.get(name).map(|params| params.distance) {
                Some(Distance::Euclid | Distance::Manhattan) => Order::Smaller,
                _ => Order::Larger,
            }
        }
        Some(ScoringQuery::OrderBy(order_by)) => match order_by.direction() {
            qdrant_edge::Direction::Asc => Order::Smaller,
            qdrant_edge::Direction::Desc => Order::Larger,
        },
        Some(ScoringQuery::Sample(_) | ScoringQuery::Mmr(_)) => Order::AsFound,
        Some(_) => Order::Larger,
    }
}

fn hydrated(
    shard: &EdgeShard,
    groups: Vec<(Value, Vec<ScoredPoint>)>,
    with_payload: WithPayloadInterface,
    with_vector: WithVector,
) -> ApiResult<Vec<Group>> {
    let ids: Vec<_> = groups
        .iter()
        .flat_map(|(_, hits)| hits)
        .map(|hit| hit.id)
        .collect();
    let wanted = with_payload.is_required() || with_vector.is_enabled();
    let records = if wanted {
        shard.retrieve(&ids, Some(with_payload), Some(with_vector))?
    } else {
        Vec::new()
    };
    let records: HashMap<_, _> = records.into_iter().map(|it| (it.id, it)).collect();
    let group = |(id, mut hits): (Value, Vec<ScoredPoint>)| {
        for hit in &mut hits {
            let record = records.get(&hit.id);
            hit.payload = record.and_then(|record| record.payload.clone());
            hit.vector = record.and_then(|record| record.vector.clone());
        }
        let lookup = None;
        Group { id, hits, lookup }
    };
    Ok(groups.into_iter().map(group).collect())
}

fn look_up(groups: &mut [Group], lookup: &WithLookup, others: Others<'_>) -> ApiResult<()> {
    let id = |group: &Group| match &group.id {
        Value::String(text) => text
            .parse()
            .ok()
            .filter(|id| matches!(id, PointId::Uuid(_))),
        number => number.as_u64().map(PointId::NumId),
    };
    let records = others(&lookup.collection)?.retrieve(RetrieveRequest {
        ids: groups.iter().filter_map(id).collect(),
        with_payload: lookup.with_payload.clone(),
        with_vector: lookup.with_vector.clone(),
    })?;
    let mut records: HashMap<_, _> = records.into_iter().map(|it| (it.id, it)).collect();
    for group in groups {
        group.lookup = id(group).and_then(|id| records.remove(&id));
    }
    Ok(())
}
