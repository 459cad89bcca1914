//! What the second ingest asked of the embedder, counted at the gateway.

use serde_json::{Value, json};

use crate::check::outcome::{Trouble, Verdict};
use crate::check::scene::Scene;
use crate::check::verification::{CallKind, ObservedCall};
use crate::scenario::check_spec::{Calls, Phase};

/// Runs the check.
pub async fn run(parameters: &Calls, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Refreshed).await?;
    let calls = scene.second_ingest();
    let embeddings: Vec<_> = calls
        .iter()
        .filter(|call| call.kind == CallKind::Embedding)
        .collect();
    let inputs: usize = embeddings.iter().map(|call| inputs(call)).sum();
    let summary = format!(
        "the second ingest embedded {inputs} texts in {} requests; at most {} are allowed",
        embeddings.len(),
        parameters.most_inputs,
    );
    let details = json!({ "inputs": inputs, "requests": embeddings.len() });
    // Documents changed: an ingest that embeds nothing did not take them in.
    Ok(Verdict::decide(
        inputs > 0 && inputs <= parameters.most_inputs,
        summary,
        details,
    ))
}

/// The number of texts in a request. One that cannot be read counts as one text.
fn inputs(call: &ObservedCall) -> usize {
    let body: Value = serde_json::from_slice(&call.request).unwrap_or(Value::Null);
    body["input"].as_array().map_or(1, Vec::len)
}
