//! The stages of a pipeline, as its spans report them. A stage is a span. Its attribute `results`
//! is what the stage produced: a list of texts, or of objects with an `id` or `doc` and a `score`,
//! perhaps as JSON text. The attributes that [`VERDICTS`] names are what it decided.

use serde_json::Value;

/// Stages in their order, with words that occur in the names of their spans.
pub const STAGES: [(&str, &[&str]); 6] = [
    ("lexical leg", &["lexical", "bm25"]),
    ("dense leg", &["dense", "vector"]),
    ("fused", &["fuse", "fusion"]),
    ("reranked", &["rerank"]),
    ("packed", &["pack"]),
    ("validation", &["valid"]),
];

/// The attribute with what a stage produced.
pub const RESULTS: &str = "results";

/// Attributes with what a stage decided, and how pages show them.
pub const VERDICTS: [(&str, &str); 5] = [
    ("dropped", "left out"),
    ("tokens", "tokens"),
    ("grounded", "grounded"),
    ("abstained", "abstained"),
    ("problems", "problems"),
];

/// In characters; longer ids are cut.
const ID: usize = 200;

/// A result of a stage. Its rank is its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Of a document or a chunk.
    pub id: String,
    /// What the results are ordered by.
    pub score: Option<f64>,
}

/// Whether a span of this name is a stage.
pub fn is_stage(name: &str) -> bool {
    let tells = |words: &[&str]| words.iter().any(|word| name.contains(word));
    STAGES.iter().any(|(_, words)| tells(words))
}

/// The results in an attribute, at most `most`.
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
