//! Whether the replay shows what the pipeline made of a question that the scripted candidate asked.

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::client::practitioner::PractitionerClient;

/// Every answered question passed through these stages, and each left a trace.
const STAGES: [&str; 5] = ["lexical leg", "dense leg", "fused", "reranked", "packed"];

/// Examines the last question that was answered: each leg found something, and it was packed.
pub async fn verify(practitioner: &PractitionerClient, session: &str) -> anyhow::Result<()> {
    let folder = format!("/api/sessions/{session}/asks");
    let asks = read(practitioner, &format!("{folder}?limit=500")).await?;
    let lines = asks["lines"].as_array().cloned().unwrap_or_default();
    let rows = lines.iter().map(|line| &line["ask"]);
    let answered = rows.rev().find(|row| row["name"] == "answer");
    let answered = answered.context("the replay shows no answered question")?;
    let ask = read(practitioner, &format!("{folder}/{}", answered["seq"])).await?;
    let stages = ask["stages"].as_array().cloned().unwrap_or_default();
    for wanted in STAGES {
        let stage = stages.iter().find(|stage| stage["stage"] == wanted);
        let results = stage.and_then(|stage| stage["results"].as_array());
        ensure!(
            results.is_some_and(|some| !some.is_empty()),
            "the replay does not show the result of {wanted:?}: {stage:?}"
        );
    }
    let validated = stages.iter().find(|it| it["stage"] == "validation");
    ensure!(
        validated.is_some_and(|it| it["known"] == true),
        "the replay does not show the result of the validation: {validated:?}"
    );
    Ok(())
}

async fn read(practitioner: &PractitionerClient, path: &str) -> anyhow::Result<Value> {
    Ok(serde_json::from_slice(&practitioner.fetch(path).await?)?)
}
