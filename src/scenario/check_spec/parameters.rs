//! The parameters of the kinds of check.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::stub::Stub;

/// The questions of the domain that no candidate has seen.
pub const HELD_BACK: &str = "held-back";

fn held_back() -> String {
    HELD_BACK.to_owned()
}

fn twenty() -> usize {
    20
}

/// Parameters of [`super::CheckKind::Builds`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Builds {
    /// Seconds it may take.
    pub within_seconds: u64,
}

/// Parameters of [`super::CheckKind::Unchanged`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unchanged {
    /// Files and folders of the workspace, as the base and the overlay have them.
    pub paths: Vec<String>,
}

/// Parameters of [`super::CheckKind::ForbiddenContent`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForbiddenContent {
    /// Where it must not be.
    pub seen_in: SeenIn,
    /// A file of probes below the scenario's folder.
    pub probes: String,
    /// How many hits are looked at; hits only.
    #[serde(default = "twenty")]
    pub depth: usize,
}

/// Where forbidden content is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SeenIn {
    /// Hits of the lexical leg.
    Bm25,
    /// Hits of the dense leg.
    Dense,
    /// Hits of the whole retrieval.
    Reranked,
    /// Prompts, as the gateway saw them.
    Prompts,
    /// Answers.
    Answers,
}

/// Parameters of [`super::CheckKind::StoreInvariant`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreInvariant {
    /// Which store.
    pub store: Store,
    /// What must hold.
    #[serde(default)]
    pub invariant: Invariant,
    /// Of `self-cosine`: the lowest cosine that passes; 0.99 if none is given.
    pub at_least: Option<f64>,
}

/// What must hold of a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Invariant {
    /// After changes it holds as many entries as one that was filled from nothing.
    #[default]
    Count,
    /// Each stored vector is the embedding of the text that is stored with it. Dense only.
    SelfCosine,
}

/// A store of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Store {
    /// The tantivy index.
    Lexical,
    /// The Qdrant collection.
    Dense,
}

/// Parameters of [`super::CheckKind::Retrieval`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retrieval {
    /// Which leg.
    pub leg: Leg,
    /// How many hits count.
    pub k: usize,
    /// The lowest mean that passes, from 0 to 1.
    pub at_least: f64,
    /// What is measured.
    #[serde(default)]
    pub metric: RankMetric,
    /// Which questions.
    #[serde(default = "held_back")]
    pub questions: String,
}

/// What is measured of a ranking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RankMetric {
    /// The share of the spans within the first k.
    #[default]
    Recall,
    /// Their discounted gain against that of an ideal ranking.
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

/// Parameters of [`super::CheckKind::Answers`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The lowest share of right answers that passes, from 0 to 1.
    pub at_least: f64,
    /// Which questions.
    #[serde(default = "held_back")]
    pub questions: String,
}

/// Parameters of [`super::CheckKind::Calls`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// The most texts that the second ingest may embed.
    pub most_inputs: usize,
}

/// Parameters of [`super::CheckKind::GoldInPrompt`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoldInPrompt {
    /// Which questions.
    #[serde(default = "held_back")]
    pub questions: String,
    /// Only gold among so many hits of the fused search counts.
    #[serde(default = "twenty")]
    pub within: usize,
    /// The lowest share of it that reaches the model, from 0 to 1.
    pub at_least: f64,
    /// No prompt may be larger, in tokens of four characters.
    pub most_tokens: Option<usize>,
}

/// Parameters of [`super::CheckKind::Isolation`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Isolation {
    /// Where nothing of another customer's may be seen.
    pub seen_in: IsolationSeenIn,
    /// A file of questions with who asks them, below the scenario's folder.
    pub probes: String,
    /// How many hits are looked at; hits only.
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
    /// Hits of both, fused.
    Fused,
    /// Hits of the whole retrieval.
    Reranked,
    /// Prompts, as the gateway saw them.
    Prompts,
    /// Answers.
    Answers,
}

/// Parameters of [`super::CheckKind::EmbeddingWindow`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmbeddingWindow {
    /// The most word pieces of a text, the embedder's two markers included.
    #[serde(default = "embedder_window")]
    pub most_word_pieces: usize,
}

fn embedder_window() -> usize {
    256
}

/// Parameters of [`super::CheckKind::Latency`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// Which questions; the first fifteen are asked.
    #[serde(default = "held_back")]
    pub questions: String,
    /// The most times as long as the healthy pipeline takes.
    pub most_ratio: f64,
}

/// Parameters of [`super::CheckKind::Cost`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Which questions.
    #[serde(default = "held_back")]
    pub questions: String,
    /// The most times as many tokens as the healthy pipeline reads and writes.
    pub most_ratio: f64,
}

/// Parameters of [`super::CheckKind::MetricCorrectness`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricCorrectness {
    /// How many lists are made up.
    #[serde(default = "two_hundred")]
    pub lists: usize,
    /// What they are drawn from.
    #[serde(default)]
    pub seed: u64,
    /// How far a value may be off.
    #[serde(default = "a_millionth")]
    pub tolerance: f64,
}

fn two_hundred() -> usize {
    200
}

fn a_millionth() -> f64 {
    1e-6
}

/// Parameters of [`super::CheckKind::Contract`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// How the provider misbehaves.
    pub stub: Stub,
    /// Arguments of `halden`.
    pub command: Vec<String>,
    /// How the command must end.
    pub expect: Expectation,
}

/// How a command must end when the provider misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// With a status other than 0, by itself.
    Fails,
    /// With the same output as when it behaves.
    Same,
}

/// Parameters of [`super::CheckKind::Program`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The program, a Python file below the scenario's `hidden/`.
    pub path: String,
    /// When it runs.
    pub after: ProgramMoment,
    /// Seconds it may take.
    #[serde(default = "two_minutes")]
    pub seconds: u64,
    /// What it is given.
    #[serde(default = "nothing")]
    pub parameters: Value,
}

fn two_minutes() -> u64 {
    120
}

fn nothing() -> Value {
    Value::Object(serde_json::Map::new())
}

/// When a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProgramMoment {
    /// When the pipeline is compiled.
    Build,
    /// When the documents are in the stores.
    FirstIngest,
    /// When documents changed and were ingested once more.
    SecondIngest,
}
