//! The stages of a pipeline, as its spans tell of them. A stage is a span; what it made is its
//! attribute `results`: a list of texts, or of objects with an `id` or `doc` and a `score`,
//! perhaps as JSON text. What it decided are the attributes that [`VERDICTS`] names.

use serde_json::Value;

/// Stages in their order, and words in the names of spans that tell of them.
pub const STAGES: [(&str, &[&str]); 6] = [
    ("lexical leg", &["lexical", "bm25"]),
    ("dense leg", &["dense", "vector"]),
    ("fused", &["fuse", "fusion"]),
    ("reranked", &["rerank"]),
    ("packed", &["pack"]),
    ("validation", &["valid"]),
];

/// The attribute that holds what a stage made.
pub const RESULTS: &str = "results";

/// Attributes that say what a stage decided, and how they are told.
pub const VERDICTS: [(&str, &str); 5] = [
    ("dropped", "left out"),
    ("tokens", "tokens"),
    ("grounded", "grounded"),
    ("abstained", "abstained"),
    ("problems", "problems"),
];

/// Characters of an id.
const ID: usize = 200;

/// A result of a stage; its rank is its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// What it is: a document, a chunk.
    pub id: String,
    /// What it is ordered by.
    pub score: Option<f64>,
}

/// Whether a span of this name tells of a stage.
pub fn is_stage(name: &str) -> bool {
    let tells = |words: &[&str]| words.iter().any(|word| name.contains(word));
    STAGES.iter().any(|(_, words)| tells(words))
}

/// The results in an attribute, at most so many.
pub fn ranked(value: &Value, most: usize) -> Vec<Ranked> {
    let parsed;
    let value = match value.as_str() {
        Some(text) => {
            parsed = serde_json::from_str(text).unwrap_or(Value::Null);
            &parsed
        }
        None => value,
    };
    let listed = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let result = |it: &Value| {
        let id = it
            .as_str()
            .or_else(|| it["id"].as_str())
            .or_else(|| it["doc"].as_str())?;
        Some(Ranked {
            id: id.chars().take(ID).collect(),
            score: it["score"].as_f64(),
        })
    };
    listed.iter().take(most).filter_map(result).collect()
}
