//! The built-in kinds of check, a file each.

mod answers;
mod builds;
mod calls;
mod forbidden_content;
mod held_back;
mod retrieval;
pub mod store_counts;
mod store_invariant;
mod unchanged;
mod wording;

use super::outcome::Verdict;
use super::scene::Scene;
use crate::scenario::check_spec::{CheckKind, CheckSpec};

/// Runs a check in a scene.
pub async fn run(check: &CheckSpec, scene: &mut Scene<'_>) -> Verdict {
    let verdict = match &check.run {
        CheckKind::Builds(parameters) => builds::run(parameters, scene).await,
        CheckKind::Unchanged(parameters) => unchanged::run(parameters, scene).await,
        CheckKind::ForbiddenContent(parameters) => forbidden_content::run(parameters, scene).await,
        CheckKind::StoreInvariant(parameters) => store_invariant::run(parameters, scene).await,
        CheckKind::Retrieval(parameters) => retrieval::run(parameters, scene).await,
        CheckKind::Answers(parameters) => answers::run(parameters, scene).await,
        CheckKind::Calls(parameters) => calls::run(parameters, scene).await,
    };
    verdict.unwrap_or_else(Verdict::from)
}
