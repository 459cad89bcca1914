//! `[[check]]`: what is asserted, and the kind of check that tests it, with its parameters.

mod parameters;
mod stub;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use parameters::{
    Answers, Builds, Calls, Contract, Cost, EmbeddingWindow, Expectation, ForbiddenContent,
    GoldInPrompt, HELD_BACK, Invariant, Isolation, IsolationSeenIn, Latency, Leg,
    MetricCorrectness, Program, ProgramMoment, RankMetric, Retrieval, SeenIn, Store,
    StoreInvariant, Unchanged,
};
pub use stub::{Stub, StubMode, StubTarget};

/// A check.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckSpec {
    /// The check's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// One sentence that is true if the check passes.
    pub asserts: String,
    /// Where the check runs.
    pub r#where: Place,
    /// The faults that this check detects. A check that only guards against bad fixes has none.
    #[serde(default)]
    pub detects: Vec<String>,
    /// Why the threshold is what it is.
    pub reason: String,
    /// The kind and its parameters: `run.retrieval = { … }`.
    pub run: CheckKind,
}

/// Where a check runs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In a fresh verification sandbox with the candidate's final workspace and empty stores.
    Clean,
    /// In a fresh verification sandbox with the candidate's final workspace and the stores
    /// as the candidate left them.
    Live,
}

/// The kinds of check.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// The pipeline compiles.
    Builds(Builds),
    /// Files that have another owner are unchanged.
    Unchanged(Unchanged),
    /// Removed content is in no hit, prompt or answer, and its replacement is there.
    ForbiddenContent(ForbiddenContent),
    /// A store holds what it should.
    StoreInvariant(StoreInvariant),
    /// Recall or nDCG of the questions' spans.
    Retrieval(Retrieval),
    /// Correct answers to questions.
    Answers(Answers),
    /// Model calls during the second ingest.
    Calls(Calls),
    /// What was retrieved reaches the model.
    GoldInPrompt(GoldInPrompt),
    /// Nobody sees what belongs to another customer.
    Isolation(Isolation),
    /// No text is longer than the embedder reads.
    EmbeddingWindow(EmbeddingWindow),
    /// Time of an answer, compared with the healthy pipeline.
    Latency(Latency),
    /// Tokens of answers, compared with the healthy pipeline.
    Cost(Cost),
    /// The pipeline's ranking metrics, compared with the service's own.
    MetricCorrectness(MetricCorrectness),
    /// How a command ends when a provider misbehaves.
    Contract(Contract),
    /// A program of the author's own.
    Program(Program),
}

/// The situation that a verification sandbox must reach before a check can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The workspace is there.
    Fresh,
    /// The pipeline is compiled.
    Built,
    /// The first ingest is done. For a live check: the stores are as the candidate left them.
    Ingested,
    /// The data changed and the second ingest is done.
    Refreshed,
    /// The stores were emptied and the same data ingested again, for comparison.
    Rebuilt,
}

impl CheckKind {
    /// As the manifest writes it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Builds(_) => "builds",
            Self::Unchanged(_) => "unchanged",
            Self::ForbiddenContent(_) => "forbidden_content",
            Self::StoreInvariant(_) => "store_invariant",
            Self::Retrieval(_) => "retrieval",
            Self::Answers(_) => "answers",
            Self::Calls(_) => "calls",
            Self::GoldInPrompt(_) => "gold_in_prompt",
            Self::Isolation(_) => "isolation",
            Self::EmbeddingWindow(_) => "embedding_window",
            Self::Latency(_) => "latency",
            Self::Cost(_) => "cost",
            Self::MetricCorrectness(_) => "metric_correctness",
            Self::Contract(_) => "contract",
            Self::Program(_) => "program",
        }
    }

    /// The situation that it examines.
    pub fn phase(&self) -> Phase {
        match self {
            Self::Builds(_) | Self::Unchanged(_) => Phase::Fresh,
            Self::MetricCorrectness(_) => Phase::Built,
            Self::Retrieval(_)
            | Self::Answers(_)
            | Self::GoldInPrompt(_)
            | Self::Isolation(_)
            | Self::EmbeddingWindow(_)
            | Self::Latency(_)
            | Self::Cost(_)
            | Self::Contract(_) => Phase::Ingested,
            Self::ForbiddenContent(_) | Self::Calls(_) => Phase::Refreshed,
            Self::StoreInvariant(it) => match it.invariant {
                Invariant::Count => Phase::Rebuilt,
                Invariant::SelfCosine => Phase::Refreshed,
            },
            Self::Program(program) => match program.after {
                ProgramMoment::Build => Phase::Built,
                ProgramMoment::FirstIngest => Phase::Ingested,
                ProgramMoment::SecondIngest => Phase::Refreshed,
            },
        }
    }

    /// Whether it can examine stores as a candidate left them.
    pub fn may_be_live(&self) -> bool {
        matches!(
            self,
            Self::Retrieval(_)
                | Self::Answers(_)
                | Self::GoldInPrompt(_)
                | Self::Isolation(_)
                | Self::ForbiddenContent(_)
                | Self::StoreInvariant(_)
                | Self::Program(_)
        )
    }

    /// The share that must be reached, from 0 to 1, if this kind has one.
    pub fn share(&self) -> Option<f64> {
        match self {
            Self::Retrieval(it) => Some(it.at_least),
            Self::Answers(it) => Some(it.at_least),
            Self::GoldInPrompt(it) => Some(it.at_least),
            Self::StoreInvariant(it) => it.at_least,
            _ => None,
        }
    }

    /// The questions that it asks, if any: [`HELD_BACK`], or a file of the scenario.
    pub fn questions(&self) -> Option<&str> {
        match self {
            Self::Retrieval(it) => Some(&it.questions),
            Self::Answers(it) => Some(&it.questions),
            Self::GoldInPrompt(it) => Some(&it.questions),
            Self::Latency(it) => Some(&it.questions),
            Self::Cost(it) => Some(&it.questions),
            _ => None,
        }
    }
}
