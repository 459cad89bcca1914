//! How a stage of a query ranks: by a vector, by an id, or by an object that names the kind of
//! ranking.

use qdrant_edge::external::ordered_float::OrderedFloat;
use qdrant_edge::{Fusion, OrderBy, OrderByInterface};
use serde_json::Value;

use super::Members;
use super::formula::taken_formula;
use super::vector::{input, needed_input};
use crate::error::{ApiError, ApiResult};
use crate::request::DEFAULT_RRF_K;
use crate::request::query::{Query, Strategy, VectorInput, VectorQuery};

/// Parses the member `query` of a stage.
pub fn ranking(value: Value) -> ApiResult<Query> {
    if !value.is_object() || value.get("indices").is_some() {
        let nearest = input("query", value)?;
        return Ok(Query::Vector(VectorQuery::Nearest(nearest)));
    }
    let mut members = Members::of("query", value)?;
    let query = named(&mut members)?;
    members.finish()?;
    query.ok_or_else(|| ApiError::Invalid("query is empty".to_owned()))
}

fn named(members: &mut Members) -> ApiResult<Option<Query>> {
    let query = if let Some(nearest) = members.take_value("nearest") {
        Query::Vector(nearest_query(members, nearest)?)
    } else if let Some(value) = members.take_value("recommend") {
        Query::Vector(recommend(value)?)
    } else if let Some(value) = members.take_value("discover") {
        Query::Vector(discover(value)?)
    } else if let Some(value) = members.take_value("context") {
        Query::Vector(VectorQuery::Context(pairs("query.context", value)?))
    } else if let Some(value) = members.take_value("relevance_feedback") {
        Query::Vector(feedback(value)?)
    } else if let Some(name) = members.take::<String>("fusion")? {
        Query::Fusion(fusion(&name)?)
    } else if let Some(parameters) = members.take_value("rrf") {
        Query::Fusion(rrf(parameters)?)
    } else if let Some(order) = members.take::<OrderByInterface>("order_by")? {
        Query::OrderBy(OrderBy::from(order))
    } else if let Some(sample) = members.take::<String>("sample")? {
        if sample != "random" {
            return Err(ApiError::Unsupported(format!("sample {sample}")));
        }
        Query::Sample
    } else if let Some(formula) = taken_formula(members)? {
        Query::Formula(formula)
    } else {
        return Ok(None);
    };
    Ok(Some(query))
}

fn nearest_query(members: &mut Members, nearest: Value) -> ApiResult<VectorQuery<VectorInput>> {
    let nearest = input("query.nearest", nearest)?;
    let Some(mmr) = members.take_value("mmr") else {
        return Ok(VectorQuery::Nearest(nearest));
    };
    let mut mmr = Members::of("query.mmr", mmr)?;
    let query = VectorQuery::Diverse {
        nearest,
        diversity: mmr.take("diversity")?,
        candidates: mmr.take("candidates_limit")?,
    };
    mmr.finish()?;
    Ok(query)
}

fn recommend(value: Value) -> ApiResult<VectorQuery<VectorInput>> {
    let mut members = Members::of("query.recommend", value)?;
    let strategy = match members.take::<String>("strategy")?.as_deref() {
        None | Some("average_vector") => Strategy::AverageVector,
        Some("best_score") => Strategy::BestScore,
        Some("sum_scores") => Strategy::SumScores,
        Some(other) => {
            return Err(ApiError::Unsupported(format!("strategy {other}")));
        }
    };
    let positive = inputs(&mut members, "positive")?;
    let negative = inputs(&mut members, "negative")?;
    members.finish()?;
    self::examples(strategy, positive, negative)
}

/// Fails if there are no examples of either kind.
pub fn examples(
    strategy: Strategy,
    positive: Vec<VectorInput>,
    negative: Vec<VectorInput>,
) -> ApiResult<VectorQuery<VectorInput>> {
    if positive.is_empty() && negative.is_empty() {
        return Err(ApiError::Invalid(
            "At least one positive or negative vector/id must be provided".to_owned(),
        ));
    }
    Ok(VectorQuery::Recommend {
        strategy,
        positive,
        negative,
    })
}

fn inputs(members: &mut Members, name: &str) -> ApiResult<Vec<VectorInput>> {
    let path = members.path_of(name);
    let values: Vec<Value> = members.take(name)?.unwrap_or_default();
    values
        .into_iter()
        .map(|value| input(&path, value))
        .collect()
}

fn discover(value: Value) -> ApiResult<VectorQuery<VectorInput>> {
    let mut members = Members::of("query.discover", value)?;
    let target = needed_input(&mut members, "target")?;
    let pairs = match members.take_value("context") {
        Some(context) => pairs("query.discover.context", context)?,
        None => Vec::new(),
    };
    members.finish()?;
    Ok(VectorQuery::Discover { target, pairs })
}

fn pairs(path: &str, value: Value) -> ApiResult<Vec<(VectorInput, VectorInput)>> {
    let pairs = match value {
        Value::Array(pairs) => pairs,
        pair => vec![pair],
    };
    let pair = |value| {
        let mut members = Members::of(path, value)?;
        let positive = needed_input(&mut members, "positive")?;
        let negative = needed_input(&mut members, "negative")?;
        members.finish()?;
        Ok((positive, negative))
    };
    pairs.into_iter().map(pair).collect()
}

fn feedback(value: Value) -> ApiResult<VectorQuery<VectorInput>> {
    let mut members = Members::of("query.relevance_feedback", value)?;
    let target = needed_input(&mut members, "target")?;
    let items: Vec<Value> = members.need("feedback")?;
    let mut strategy = Members::of(
        "query.relevance_feedback.strategy",
        members.need("strategy")?,
    )?;
    members.finish()?;
    let mut naive = Members::of("query.relevance_feedback.naive", strategy.need("naive")?)?;
    strategy.finish()?;
    let weights = [naive.need("a")?, naive.need("b")?, naive.need("c")?];
    naive.finish()?;
    let example = |value| {
        let mut item = Members::of("query.relevance_feedback.feedback", value)?;
        let example = needed_input(&mut item, "example")?;
        let score = item.need("score")?;
        item.finish()?;
        Ok((example, score))
    };
    let examples = items.into_iter().map(example).collect::<ApiResult<_>>()?;
    scored_examples(target, examples, weights)
}

/// Query by relevance feedback, with the restrictions that Qdrant makes.
pub fn scored_examples(
    target: VectorInput,
    examples: Vec<(VectorInput, f32)>,
    weights: [f32; 3],
) -> ApiResult<VectorQuery<VectorInput>> {
    if examples.is_empty() || weights[1] < 0.0 {
        return Err(ApiError::Invalid(
            "relevance_feedback needs feedback, and no weight b below 0".to_owned(),
        ));
    }
    Ok(VectorQuery::Feedback {
        target,
        examples,
        weights,
    })
}

fn fusion(name: &str) -> ApiResult<Fusion> {
    match name {
        "rrf" => reciprocal_ranks(None, None),
        "dbsf" => Ok(Fusion::Dbsf),
        other => Err(ApiError::Unsupported(format!("fusion {other}"))),
    }
}

fn rrf(parameters: Value) -> ApiResult<Fusion> {
    let mut members = Members::of("rrf", parameters)?;
    let fusion = reciprocal_ranks(members.take("k")?, members.take("weights")?)?;
    members.finish()?;
    Ok(fusion)
}

/// Reciprocal rank fusion; fails if a parameter is out of range.
pub fn reciprocal_ranks(k: Option<usize>, weights: Option<Vec<f32>>) -> ApiResult<Fusion> {
    let k = k.unwrap_or(DEFAULT_RRF_K);
    if k == 0 {
        return Err(ApiError::Invalid("rrf.k must be 1 or larger".to_owned()));
    }
    let weights = weights.map(|weights| weights.into_iter().map(OrderedFloat).collect());
    Ok(Fusion::Rrf { k, weights })
}
