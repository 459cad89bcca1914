//! How a stage of a query ranks.

use qdrant_client::qdrant::{self, feedback_strategy, query};
use qdrant_edge::Fusion;

use super::order::order_by;
use super::vector::input;
use super::{formula, needed, size};
use crate::error::{ApiError, ApiResult};
use crate::json::ranking::{examples, reciprocal_ranks, scored_examples};
use crate::request::query::{Query, Strategy, VectorInput, VectorQuery};

pub fn ranking(query: qdrant::Query) -> ApiResult<Query> {
    use query::Variant;
    Ok(match needed(query.variant, "query")? {
        Variant::Nearest(nearest) => Query::Vector(VectorQuery::Nearest(input(nearest)?)),
        Variant::NearestWithMmr(nearest) => Query::Vector(diverse(nearest)?),
        Variant::Recommend(recommend) => Query::Vector(self::recommend(recommend)?),
        Variant::Discover(discover) => Query::Vector(self::discover(discover)?),
        Variant::Context(context) => Query::Vector(VectorQuery::Context(pairs(context)?)),
        Variant::RelevanceFeedback(feedback) => Query::Vector(self::feedback(feedback)?),
        Variant::OrderBy(order) => Query::OrderBy(order_by(order)?),
        Variant::Fusion(fusion) => Query::Fusion(fusion_named(fusion)?),
        Variant::Rrf(qdrant::Rrf { k, weights }) => {
            let k = k.map(|k| size(u64::from(k)));
            let weights = (!weights.is_empty()).then_some(weights);
            Query::Fusion(reciprocal_ranks(k, weights)?)
        }
        Variant::Formula(message) => Query::Formula(formula::formula(message)?),
        Variant::Sample(0) => Query::Sample,
        Variant::Sample(_) => return Err(unsupported("sample")),
        Variant::Text(_) => return Err(unsupported("text")),
    })
}

fn unsupported(variant: &str) -> ApiError {
    ApiError::Unsupported(format!("query variant {variant}"))
}

fn diverse(message: qdrant::NearestInputWithMmr) -> ApiResult<VectorQuery<VectorInput>> {
    let qdrant::NearestInputWithMmr { nearest, mmr } = message;
    let qdrant::Mmr {
        diversity,
        candidates_limit,
    } = needed(mmr, "mmr")?;
    Ok(VectorQuery::Diverse {
        nearest: input(needed(nearest, "nearest")?)?,
        diversity,
        candidates: candidates_limit.map(|limit| size(u64::from(limit))),
    })
}

fn recommend(message: qdrant::RecommendInput) -> ApiResult<VectorQuery<VectorInput>> {
    let qdrant::RecommendInput {
        positive,
        negative,
        strategy,
    } = message;
    let strategy = match strategy.map(qdrant::RecommendStrategy::try_from) {
        None | Some(Ok(qdrant::RecommendStrategy::AverageVector)) => Strategy::AverageVector,
        Some(Ok(qdrant::RecommendStrategy::BestScore)) => Strategy::BestScore,
        Some(Ok(qdrant::RecommendStrategy::SumScores)) => Strategy::SumScores,
        Some(Err(_)) => return Err(unsupported("recommend.strategy")),
    };
    let inputs = |inputs: Vec<_>| inputs.into_iter().map(input).collect::<ApiResult<_>>();
    examples(strategy, inputs(positive)?, inputs(negative)?)
}

fn discover(message: qdrant::DiscoverInput) -> ApiResult<VectorQuery<VectorInput>> {
    let qdrant::DiscoverInput { target, context } = message;
    Ok(VectorQuery::Discover {
        target: input(needed(target, "target")?)?,
        pairs: pairs(needed(context, "context")?)?,
    })
}

fn pairs(context: qdrant::ContextInput) -> ApiResult<Vec<(VectorInput, VectorInput)>> {
    let pair = |pair: qdrant::ContextInputPair| {
        let qdrant::ContextInputPair { positive, negative } = pair;
        Ok((
            input(needed(positive, "positive")?)?,
            input(needed(negative, "negative")?)?,
        ))
    };
    context.pairs.into_iter().map(pair).collect()
}

fn feedback(message: qdrant::RelevanceFeedbackInput) -> ApiResult<VectorQuery<VectorInput>> {
    let qdrant::RelevanceFeedbackInput {
        target,
        feedback,
        strategy,
    } = message;
    let feedback_strategy::Variant::Naive(naive) =
        needed(strategy.and_then(|strategy| strategy.variant), "strategy")?;
    let example = |item: qdrant::FeedbackItem| {
        let qdrant::FeedbackItem { example, score } = item;
        Ok((input(needed(example, "example")?)?, score))
    };
    scored_examples(
        input(needed(target, "target")?)?,
        feedback
            .into_iter()
            .map(example)
            .collect::<ApiResult<_>>()?,
        [naive.a, naive.b, naive.c],
    )
}

fn fusion_named(fusion: i32) -> ApiResult<Fusion> {
    match qdrant::Fusion::try_from(fusion) {
        Ok(qdrant::Fusion::Rrf) => reciprocal_ranks(None, None),
        Ok(qdrant::Fusion::Dbsf) => Ok(Fusion::Dbsf),
        Err(_) => Err(ApiError::Unsupported(format!("fusion {fusion}"))),
    }
}
