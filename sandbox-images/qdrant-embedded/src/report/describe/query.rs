//! Queries in few words: how they rank, by which vectors, and from which points they choose.

use serde_json::{Map, Value, json};

use super::words::plain;
use crate::request::query::{Query, VectorInput, VectorQuery};
use crate::request::{GroupsRequest, MatrixRequest, QueryRequest, Stage};
use qdrant_edge::VectorInternal;

/// With its stages.
pub fn query(request: &QueryRequest) -> (&'static str, Value) {
    ("query", whole(request))
}

pub fn groups(request: &GroupsRequest) -> (&'static str, Value) {
    let mut said = whole(&request.query);
    said["group_by"] = plain(&request.by);
    said["group_size"] = json!(request.size);
    if let Some(lookup) = &request.lookup {
        said["with_lookup"] = json!(lookup.collection);
    }
    ("query_groups", said)
}

pub fn matrix(request: &MatrixRequest) -> (&'static str, Value) {
    let said = json!({ "sample": request.sample, "limit": request.limit, "using": request.using,
                       "filter": request.filter.as_ref().map(plain) });
    ("search_matrix", said)
}

fn whole(request: &QueryRequest) -> Value {
    let mut said = stage(&request.stage);
    if request.offset > 0 {
        said["offset"] = json!(request.offset);
    }
    said
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
    let elsewhere = stage.lookup_from.as_ref();
    say(
        "lookup_from",
        elsewhere.map(|from| json!({ "collection": from.collection, "vector": from.vector })),
    );
    say("query", stage.query.as_ref().map(ranking));
    let prefetch: Vec<_> = stage.prefetch.iter().map(self::stage).collect();
    say("prefetch", (!prefetch.is_empty()).then(|| json!(prefetch)));
    Value::Object(said)
}

fn ranking(query: &Query) -> Value {
    match query {
        Query::Vector(query) => by_vector(query),
        Query::Fusion(fusion) => json!({ "fusion": fusion }),
        Query::OrderBy(order_by) => json!({ "order_by": order_by }),
        Query::Formula(formula) => json!({ "formula": formula }),
        Query::Sample => json!("sample"),
    }
}

fn by_vector(query: &VectorQuery<VectorInput>) -> Value {
    let all = |inputs: &[VectorInput]| inputs.iter().map(input).collect::<Value>();
    let pairs = |pairs: &[(VectorInput, VectorInput)]| {
        let pairs = pairs.iter();
        pairs
            .map(|(a, b)| json!([input(a), input(b)]))
            .collect::<Value>()
    };
    match query {
        VectorQuery::Nearest(nearest) => nearest_to(nearest),
        VectorQuery::Diverse {
            nearest,
            diversity,
            candidates,
        } => {
            let mut said = nearest_to(nearest);
            said["mmr"] = json!({ "diversity": diversity, "candidates_limit": candidates });
            said
        }
        VectorQuery::Recommend {
            strategy,
            positive,
            negative,
        } => json!({ "recommend": {
            "strategy": format!("{strategy:?}"), "positive": all(positive), "negative": all(negative),
        } }),
        VectorQuery::Discover {
            target,
            pairs: context,
        } => json!({ "discover": { "target": input(target), "context": pairs(context) } }),
        VectorQuery::Context(context) => json!({ "context": pairs(context) }),
        VectorQuery::Feedback {
            target,
            examples,
            weights,
        } => {
            let examples = examples.iter();
            let examples: Value = examples
                .map(|(example, score)| json!({ "example": input(example), "score": score }))
                .collect();
            json!({ "relevance_feedback": {
                "target": input(target), "feedback": examples, "weights": weights,
            } })
        }
    }
}

fn nearest_to(nearest: &VectorInput) -> Value {
    match nearest {
        VectorInput::Point(id) => json!({ "nearest_to_point": id }),
        VectorInput::Given(VectorInternal::Dense(vector)) => {
            json!({ "nearest_to_vector_of": vector.len() })
        }
        VectorInput::Given(VectorInternal::Sparse(vector)) => {
            json!({ "nearest_to_sparse_vector_of": vector.indices.len() })
        }
        VectorInput::Given(VectorInternal::MultiDense(vector)) => {
            json!({ "nearest_to_vectors": vector.num_vectors(), "of": vector.dim })
        }
    }
}

/// A point is described by its id, a vector by its length.
fn input(input: &VectorInput) -> Value {
    match input {
        VectorInput::Point(id) => json!({ "point": id }),
        VectorInput::Given(VectorInternal::Dense(vector)) => json!({ "vector_of": vector.len() }),
        VectorInput::Given(VectorInternal::Sparse(vector)) => {
            json!({ "sparse_vector_of": vector.indices.len() })
        }
        VectorInput::Given(VectorInternal::MultiDense(vector)) => {
            json!({ "vectors": vector.num_vectors(), "of": vector.dim })
        }
    }
}
