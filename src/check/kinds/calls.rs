//! What the second ingest requested from the embedder, counted at the gateway.

use serde_json::json;

use super::embedded;
use crate::outcome::{Trouble, Verdict};
use crate::scenario::check_spec::{Calls, Phase};
use crate::scene::Scene;
use crate::verification::CallKind;

pub async fn run(parameters: &Calls, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Refreshed).await?;
    let calls = scene.second_ingest();
    let requests = calls.iter().filter(|it| it.kind == CallKind::Embedding);
    let requests = requests.count();
    let inputs = embedded::texts(&calls).len();
    let summary = format!(
        "the second ingest embedded {inputs} texts in {requests} requests; at most {} are allowed",
        parameters.most_inputs,
    );
    let details = json!({ "inputs": inputs, "requests": requests });
    // Documents changed: an ingest that embeds nothing did not index them.
    Ok(Verdict::decide(
        inputs > 0 && inputs <= parameters.most_inputs,
        summary,
        details,
    ))
}
