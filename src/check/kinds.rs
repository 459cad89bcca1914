//! The built-in kinds of check, one file each.

mod answers;
mod builds;
mod calls;
mod captured;
mod contract;
mod cost;
mod embedded;
mod embedding_window;
mod forbidden_content;
mod gold;
mod gold_in_prompt;
mod isolation;
mod latency;
pub mod metric_correctness;
pub mod metrics;
mod retrieval;
pub mod store_counts;
mod store_invariant;
mod unchanged;
mod wording;

use super::outcome::Verdict;
use super::program;
use super::scene::Scene;
use crate::scenario::check_spec::{CheckKind, CheckSpec};

pub async fn run(check: &CheckSpec, scene: &mut Scene<'_>) -> Verdict {
    let verdict = match &check.run {
        CheckKind::Builds(parameters) => builds::run(parameters, scene).await,
        CheckKind::Unchanged(parameters) => unchanged::run(parameters, scene),
        CheckKind::ForbiddenContent(parameters) => forbidden_content::run(parameters, scene).await,
        CheckKind::StoreInvariant(parameters) => store_invariant::run(parameters, scene).await,
        CheckKind::Retrieval(parameters) => retrieval::run(parameters, scene).await,
        CheckKind::Answers(parameters) => answers::run(parameters, scene).await,
        CheckKind::Calls(parameters) => calls::run(parameters, scene).await,
        CheckKind::GoldInPrompt(parameters) => gold_in_prompt::run(parameters, scene).await,
        CheckKind::Isolation(parameters) => isolation::run(parameters, scene).await,
        CheckKind::EmbeddingWindow(parameters) => embedding_window::run(parameters, scene).await,
        CheckKind::Latency(parameters) => latency::run(parameters, scene).await,
        CheckKind::Cost(parameters) => cost::run(parameters, scene).await,
        CheckKind::MetricCorrectness(parameters) => {
            metric_correctness::run(parameters, scene).await
        }
        CheckKind::Contract(parameters) => contract::run(parameters, scene).await,
        CheckKind::Program(parameters) => program::run(parameters, scene).await,
    };
    verdict.unwrap_or_else(Verdict::from)
}
