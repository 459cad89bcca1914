//! What must hold for a store, determined without the candidate's program.

mod self_cosine;

use serde_json::json;

use crate::outcome::{Trouble, Verdict};
use crate::scenario::check_spec::{Invariant, Phase, Store, StoreInvariant};
use crate::scene::Scene;

pub async fn run(parameters: &StoreInvariant, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    match parameters.invariant {
        Invariant::Count => count(parameters.store, scene).await,
        Invariant::SelfCosine => self_cosine::run(parameters.at_least, scene).await,
    }
}

/// A store that was updated must hold as much as one that was filled from nothing.
async fn count(store: Store, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Rebuilt).await?;
    let (refreshed, rebuilt) = scene
        .counts()
        .ok_or_else(|| Trouble::Scenario("the stores were not counted".into()))?;
    let (held, expected, entries) = match store {
        Store::Lexical => (refreshed.lexical, rebuilt.lexical, "entries"),
        Store::Dense => (refreshed.dense, rebuilt.dense, "points"),
    };
    let summary = format!(
        "after documents changed it holds {held} {entries}; filled from nothing, {expected}"
    );
    let details = json!({ "after_changes": refreshed, "from_nothing": rebuilt });
    Ok(Verdict::decide(
        held == expected && expected > 0,
        summary,
        details,
    ))
}
