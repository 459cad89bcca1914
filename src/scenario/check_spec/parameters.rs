//! The parameters of the kinds of check.

mod answering;
mod commands;
mod defaults;
mod stored;

pub use answering::{
    Answers, Cost, GoldInPrompt, Isolation, IsolationSeenIn, Latency, Leg, RankMetric, Retrieval,
};
pub use commands::{Contract, Expectation, MetricCorrectness, Program, ProgramMoment};
pub use defaults::HELD_BACK;
pub use stored::{
    Builds, Calls, EmbeddingWindow, ForbiddenContent, Invariant, SeenIn, Store, StoreInvariant,
    Unchanged,
};
