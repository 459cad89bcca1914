//! `[[check]]`: what is asserted, and which built-in kind finds it out, with its parameters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A check as the manifest has it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckSpec {
    /// Its name.
    pub id: String,
    /// One sentence that is true when it passes.
    pub asserts: String,
    /// Where it runs.
    pub r#where: Place,
    /// Faults that it detects; a guard against a bad fix has none.
    #[serde(default)]
    pub detects: Vec<String>,
    /// Why its threshold is what it is.
    pub reason: String,
    /// The kind and its parameters: `run.retrieval = { … }`.
    pub run: CheckKind,
}

/// Where a check runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In a fresh verification sandbox with the candidate's final workspace.
    Clean,
    /// In the candidate's sandbox as it was left.
    Live,
}

/// The built-in kinds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// The pipeline compiles.
    Builds(Builds),
    /// Files that have another owner are as they were.
    Unchanged(Unchanged),
    /// What must be gone is in no hit, prompt or answer, and what replaced it is there.
    ForbiddenContent(ForbiddenContent),
    /// After changes, a store holds as many entries as one that was filled from nothing.
    StoreInvariant(StoreInvariant),
    /// Recall of spans for held-back questions.
    Retrieval(Retrieval),
    /// Right answers to held-back questions.
    Answers(Answers),
    /// Model calls during the second ingest.
    Calls(Calls),
}

/// Parameters of [`CheckKind::Builds`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Builds {
    /// Seconds it may take.
    pub within_seconds: u64,
}

/// Parameters of [`CheckKind::Unchanged`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unchanged {
    /// Files and folders of the workspace, as the base and the overlay have them.
    pub paths: Vec<String>,
}

/// Parameters of [`CheckKind::ForbiddenContent`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForbiddenContent {
    /// Where it must not be.
    pub seen_in: SeenIn,
    /// A file of probes below the scenario's folder.
    pub probes: String,
    /// How many hits are looked at; hits only.
    #[serde(default = "default_depth")]
    pub depth: usize,
}

fn default_depth() -> usize {
    20
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

/// Parameters of [`CheckKind::StoreInvariant`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreInvariant {
    /// Which store.
    pub store: Store,
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

/// Parameters of [`CheckKind::Retrieval`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retrieval {
    /// Which leg.
    pub leg: Leg,
    /// The k of recall@k.
    pub k: usize,
    /// The lowest recall that passes, from 0 to 1.
    pub at_least: f64,
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

/// Parameters of [`CheckKind::Answers`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The lowest share of right answers that passes, from 0 to 1.
    pub at_least: f64,
}

/// Parameters of [`CheckKind::Calls`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// The most texts that the second ingest may embed.
    pub most_inputs: usize,
}

/// How far the verification sandbox has to be before a check can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The workspace is there.
    Fresh,
    /// The first ingest is done.
    Ingested,
    /// The data changed and the second ingest is done.
    Refreshed,
    /// The stores were emptied and the same data ingested anew, to compare with.
    Rebuilt,
}

impl CheckKind {
    /// The word for it in the manifest.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Builds(_) => "builds",
            Self::Unchanged(_) => "unchanged",
            Self::ForbiddenContent(_) => "forbidden_content",
            Self::StoreInvariant(_) => "store_invariant",
            Self::Retrieval(_) => "retrieval",
            Self::Answers(_) => "answers",
            Self::Calls(_) => "calls",
        }
    }

    /// The situation that it examines.
    pub fn phase(&self) -> Phase {
        match self {
            Self::Builds(_) | Self::Unchanged(_) => Phase::Fresh,
            Self::Retrieval(_) | Self::Answers(_) => Phase::Ingested,
            Self::ForbiddenContent(_) | Self::Calls(_) => Phase::Refreshed,
            Self::StoreInvariant(_) => Phase::Rebuilt,
        }
    }
}
