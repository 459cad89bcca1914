//! Parameters of checks that examine files, stores and what was embedded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::defaults::twenty;

/// Parameters of `builds`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Builds {
    /// How many seconds the build may take.
    pub within_seconds: u64,
}

/// Parameters of `unchanged`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unchanged {
    /// Files and folders of the workspace that must be as in the base and the overlay.
    pub paths: Vec<String>,
}

/// Parameters of `forbidden_content`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForbiddenContent {
    /// Where the removed content must not be.
    pub seen_in: SeenIn,
    /// A file of probes, by its path below the scenario's folder.
    pub probes: String,
    /// How many hits are examined. Applies to hits only.
    #[serde(default = "twenty")]
    pub depth: usize,
}

/// Where removed content is looked for.
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
    /// Answers that the pipeline gives.
    Answers,
}

/// Parameters of `store_invariant`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreInvariant {
    /// The store that is examined.
    pub store: Store,
    /// What must hold for the store.
    #[serde(default)]
    pub invariant: Invariant,
    /// For `self-cosine`: the lowest cosine that passes. The default is 0.99.
    pub at_least: Option<f64>,
}

/// What must hold for a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Invariant {
    /// After changes, the store holds as many entries as one that was filled from nothing.
    #[default]
    Count,
    /// Each stored vector is the embedding of the text that is stored with it. Dense store only.
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

/// Parameters of `calls`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// How many texts the second ingest may embed.
    pub most_inputs: usize,
}

/// Parameters of `embedding_window`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmbeddingWindow {
    /// The most word pieces that a text may have, the embedder's two markers included.
    #[serde(default = "embedder_window")]
    pub most_word_pieces: usize,
}

fn embedder_window() -> usize {
    256
}
