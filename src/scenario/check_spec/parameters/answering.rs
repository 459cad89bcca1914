//! Parameters of checks that ask questions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::defaults::{held_back, twenty};

/// Parameters of `retrieval`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retrieval {
    /// The leg that is asked.
    pub leg: Leg,
    /// How many hits count.
    pub k: usize,
    /// The lowest mean that passes, from 0 to 1.
    pub at_least: f64,
    /// What is measured.
    #[serde(default)]
    pub metric: RankMetric,
    /// The questions: `held-back`, or a file below the scenario's folder.
    #[serde(default = "held_back")]
    pub questions: String,
}

/// What is measured for a ranking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RankMetric {
    /// The share of the spans within the first k hits.
    #[default]
    Recall,
    /// The spans' discounted gain, divided by that of an ideal ranking.
    Ndcg,
}

/// A leg of the retrieval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Leg {
    /// Lexical alone.
    Bm25,
    /// Dense alone.
    Dense,
    /// Both, fused.
    Fused,
    /// Both, fused and reranked.
    Reranked,
}

/// Parameters of `answers`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The lowest share of correct answers that passes, from 0 to 1.
    pub at_least: f64,
    /// The questions: `held-back`, or a file below the scenario's folder.
    #[serde(default = "held_back")]
    pub questions: String,
}

/// Parameters of `gold_in_prompt`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoldInPrompt {
    /// The questions: `held-back`, or a file below the scenario's folder.
    #[serde(default = "held_back")]
    pub questions: String,
    /// Gold counts only if it is among this many hits of the fused search.
    #[serde(default = "twenty")]
    pub within: usize,
    /// The lowest share of that gold that must reach the model, from 0 to 1.
    pub at_least: f64,
    /// The largest prompt allowed, in tokens of four characters.
    pub most_tokens: Option<usize>,
}

/// Parameters of `isolation`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Isolation {
    /// Where nothing of another customer's may be seen.
    pub seen_in: IsolationSeenIn,
    /// A file of questions with the customer who asks, by its path below the scenario's folder.
    pub probes: String,
    /// How many hits are examined. Applies to hits only.
    #[serde(default = "twenty")]
    pub depth: usize,
}

/// Where another customer's content is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IsolationSeenIn {
    /// Hits of the lexical leg.
    Bm25,
    /// Hits of the dense leg.
    Dense,
    /// Hits of both legs, fused.
    Fused,
    /// Hits of the whole retrieval.
    Reranked,
    /// Prompts, as the gateway saw them.
    Prompts,
    /// Answers that the pipeline gives.
    Answers,
}

/// Parameters of `latency`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// The questions: `held-back`, or a file below the scenario's folder.
    /// The first fifteen are asked.
    #[serde(default = "held_back")]
    pub questions: String,
    /// How many times as long as the healthy pipeline an answer may take.
    pub most_ratio: f64,
}

/// Parameters of `cost`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// The questions: `held-back`, or a file below the scenario's folder.
    #[serde(default = "held_back")]
    pub questions: String,
    /// How many times as many tokens as the healthy pipeline it may read and write.
    pub most_ratio: f64,
}
