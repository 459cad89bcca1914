//! From a resolved query to the engine's query, with the checks that Qdrant makes in between.

use qdrant_edge::external::ordered_float::OrderedFloat;
use qdrant_edge::{
    Condition, ContextPair, ContextQuery, DiscoverQuery, EdgeShard, FeedbackItem,
    FeedbackNaiveQuery, Filter, Mmr, NaiveFeedbackStrategy, NamedQuery, PointId, Prefetch,
    QueryEnum, QueryRequest as EngineQuery, RecommendQuery, Sample, ScoringQuery, VectorInternal,
};

use super::resolve::{Ranking, Resolved};
use super::{average, positive, validate};
use crate::error::{ApiError, ApiResult};
use crate::request::query::{Query, Strategy, VectorQuery};

/// The weight of diversity when a query for diverse results does not set it.
const DEFAULT_DIVERSITY: f32 = 0.5;
/// The most candidates for diverse results, as in Qdrant.
const MOST_CANDIDATES: usize = 16_384;
/// Larger than any number of results; the sum of two still fits.
const UNBOUNDED: usize = usize::MAX / 4;

/// Plans queries for the shard as it is now.
pub struct Planner<'a> {
    shard: &'a EdgeShard,
    points: usize,
}

impl<'a> Planner<'a> {
    pub fn of(shard: &'a EdgeShard) -> Self {
        Self {
            shard,
            points: shard.info().points_count.max(1),
        }
    }

    /// The engine allocates room for `limit` results, so `limit` is cut to the number of points,
    /// which no search exceeds. When results are ordered by a field, a point comes once for each of
    /// its values. Then the number of points is not a bound, and the engine allocates as it finds
    /// results.
    pub fn bounded(&self, query: Option<&ScoringQuery>, limit: usize) -> usize {
        match query {
            Some(ScoringQuery::OrderBy(_)) => limit.min(UNBOUNDED),
            _ => limit.min(self.points),
        }
    }

    /// The engine's form of a query, without payload and vector selectors. The points in `named`
    /// are excluded from the results.
    pub fn root(&self, resolved: Resolved, named: Vec<PointId>) -> ApiResult<EngineQuery> {
        let stage = self.stage(resolved)?;
        Ok(EngineQuery {
            prefetches: stage.prefetches,
            query: stage.query,
            filter: without(named, stage.filter),
            score_threshold: stage.score_threshold,
            limit: stage.limit,
            offset: 0,
            params: stage.params,
            with_vector: false.into(),
            with_payload: false.into(),
        })
    }

    fn stage(&self, resolved: Resolved) -> ApiResult<Prefetch> {
        let Resolved {
            stage,
            ranking,
            prefetch,
        } = resolved;
        positive(stage.limit)?;
        check(
            ranking.as_ref(),
            &prefetch,
            &stage.using,
            stage.score_threshold,
        )?;
        let prefetches = prefetch
            .into_iter()
            .map(|stage| self.stage(stage))
            .collect::<ApiResult<Vec<_>>>()?;
        let query = match ranking {
            None => None,
            Some(Ranking::Vector(query)) => {
                Some(self.by_vector(query, stage.using, stage.limit)?)
            }
            Some(Ranking::Other(query)) => Some(other(query)?),
        };
        Ok(Prefetch {
            limit: self.bounded(query.as_ref(), stage.limit),
            prefetches,
            query,
            params: stage.params,
            filter: stage.filter,
            score_threshold: stage.score_threshold.map(OrderedFloat),
        })
    }

    fn by_vector(
        &self,
        query: VectorQuery<VectorInternal>,
        using: String,
        limit: usize,
    ) -> ApiResult<ScoringQuery> {
        if let VectorQuery::Diverse {
            nearest: VectorInternal::Sparse(_),
            ..
        } = &query
        {
            // The engine cannot compare two stored sparse vectors.
            return Err(ApiError::Unsupported("mmr of sparse vectors".to_owned()));
        }
        {
            let config = self.shard.config();
            query
                .vectors()
                .into_iter()
                .try_for_each(|vector| validate::query(&config, &using, vector))?;
        }
        let named = match query {
            VectorQuery::Nearest(vector) => QueryEnum::Nearest(NamedQuery::new(vector, using)),
            VectorQuery::Diverse {
                nearest,
                diversity,
                candidates,
            } => return self.diverse(nearest, using, diversity, candidates.unwrap_or(limit)),
            VectorQuery::Recommend {
                strategy,
                positive,
                negative,
            } => recommend(strategy, positive, negative, using)?,
            VectorQuery::Discover { target, pairs } => {
                let query = DiscoverQuery::new(target, context(pairs));
                QueryEnum::Discover(NamedQuery::new(query, using))
            }
            VectorQuery::Context(pairs) => {
                QueryEnum::Context(NamedQuery::new(ContextQuery::new(context(pairs)), using))
            }
            VectorQuery::Feedback {
                target,
                examples,
                weights,
            } => {
                let query = feedback(target, examples, weights);
                QueryEnum::FeedbackNaive(NamedQuery::new(query, using))
            }
        };
        Ok(ScoringQuery::Vector(named))
    }

    fn diverse(
        &self,
        vector: VectorInternal,
        using: String,
        diversity: Option<f32>,
        candidates: usize,
    ) -> ApiResult<ScoringQuery> {
        let diversity = diversity.unwrap_or(DEFAULT_DIVERSITY);
        if !(0.0..=1.0).contains(&diversity) {
            return Err(invalid("mmr.diversity must be between 0 and 1"));
        }
        if candidates > MOST_CANDIDATES {
            return Err(ApiError::Invalid(format!(
                "mmr.candidates_limit is at most {MOST_CANDIDATES}"
            )));
        }
        Ok(ScoringQuery::Mmr(Mmr {
            vector,
            using,
            lambda: OrderedFloat(1.0 - diversity),
            candidates_limit: candidates.min(self.points),
        }))
    }
}

fn recommend(
    strategy: Strategy,
    positive: Vec<VectorInternal>,
    negative: Vec<VectorInternal>,
    using: String,
) -> ApiResult<QueryEnum> {
    Ok(match strategy {
        Strategy::AverageVector => {
            let vector = average::of(positive, negative)?;
            QueryEnum::Nearest(NamedQuery::new(vector, using))
        }
        Strategy::BestScore => {
            let examples = RecommendQuery::new(positive, negative);
            QueryEnum::RecommendBestScore(NamedQuery::new(examples, using))
        }
        Strategy::SumScores => {
            let examples = RecommendQuery::new(positive, negative);
            QueryEnum::RecommendSumScores(NamedQuery::new(examples, using))
        }
    })
}

fn context(pairs: Vec<(VectorInternal, VectorInternal)>) -> Vec<ContextPair<VectorInternal>> {
    let pair = |(positive, negative)| ContextPair { positive, negative };
    pairs.into_iter().map(pair).collect()
}

fn feedback(
    target: VectorInternal,
    examples: Vec<(VectorInternal, f32)>,
    [a, b, c]: [f32; 3],
) -> FeedbackNaiveQuery<VectorInternal> {
    let feedback = examples.into_iter().map(|(vector, score)| FeedbackItem {
        vector,
        score: OrderedFloat(score),
    });
    FeedbackNaiveQuery {
        target,
        feedback: feedback.collect(),
        coefficients: NaiveFeedbackStrategy {
            a: OrderedFloat(a),
            b: OrderedFloat(b),
            c: OrderedFloat(c),
        },
    }
}

fn other(query: Query) -> ApiResult<ScoringQuery> {
    Ok(match query {
        Query::Fusion(fusion) => ScoringQuery::Fusion(fusion),
        Query::OrderBy(order_by) => ScoringQuery::OrderBy(order_by),
        Query::Sample => ScoringQuery::Sample(Sample::Random),
        Query::Formula(formula) => ScoringQuery::Formula(formula.try_into()?),
        Query::Vector(_) => {
            return Err(ApiError::Internal("a vector was not resolved".to_owned()));
        }
    })
}

/// Checks that the parts of a stage fit together.
fn check(
    ranking: Option<&Ranking>,
    prefetch: &[Resolved],
    using: &str,
    score_threshold: Option<f32>,
) -> ApiResult<()> {
    match ranking {
        None if !prefetch.is_empty() => Err(invalid(
            "A query is needed to merge the prefetches. \
             Can't have prefetches without defining a query.",
        )),
        None if score_threshold.is_some() => Err(invalid(
            "A query is needed to use the score_threshold. \
             Can't have score_threshold without defining a query.",
        )),
        Some(Ranking::Other(Query::OrderBy(_))) if score_threshold.is_some() => {
            Err(invalid("Can't use score_threshold with an order_by query."))
        }
        Some(Ranking::Other(Query::Fusion(_))) if prefetch.is_empty() => {
            Err(invalid("cannot apply Fusion without prefetches"))
        }
        Some(Ranking::Other(Query::Fusion(_))) if !using.is_empty() => Err(invalid(
            "Fusion queries cannot be combined with the 'using' field.",
        )),
        Some(Ranking::Other(Query::Formula(_))) if prefetch.is_empty() => {
            Err(invalid("cannot apply Formula without prefetches"))
        }
        _ => Ok(()),
    }
}

/// `filter` with the additional condition that no point has one of these ids.
fn without(ids: Vec<PointId>, filter: Option<Filter>) -> Option<Filter> {
    if ids.is_empty() {
        return filter;
    }
    let exclusion = Filter::new_must_not(Condition::HasId(ids.into_iter().collect()));
    Some(exclusion.merge_owned(filter.unwrap_or_default()))
}

fn invalid(message: &str) -> ApiError {
    ApiError::Invalid(message.to_owned())
}
