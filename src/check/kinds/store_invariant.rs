//! A store that changes were made to holds what a store filled from nothing holds.

use serde_json::json;

use crate::check::outcome::{Trouble, Verdict};
use crate::check::scene::Scene;
use crate::scenario::check_spec::{Phase, Store, StoreInvariant};

/// Runs the check.
pub async fn run(parameters: &StoreInvariant, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Rebuilt).await?;
    let (refreshed, rebuilt) = scene
        .counts()
        .ok_or_else(|| Trouble::Scenario("the stores were not counted".into()))?;
    let (held, expected, entries) = match parameters.store {
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
