//! A worker follows its prompt.

use serde_json::{Value, json};

use super::running::{Worker, ended};
use crate::conformance::ask::asking::GATE;
use crate::conformance::failure::{Failure, Held, same};
use crate::conformance::fixture::{Fixture, set};

/// A worker that asks a registry of its own again before each question.
async fn following(fixture: &Fixture) -> Result<Worker, Failure> {
    let folder = fixture.registry()?;
    let config = fixture.config(|config| set(config, "prompts", "refresh_seconds", 0))?;
    let variables = [
        ("HALDEN_PROMPTS", folder.as_str()),
        ("HALDEN_CONFIG", &config),
    ];
    Worker::start(fixture, &[], &variables).await
}

fn version_and_stale(seen: &Value) -> Value {
    json!([seen["prompt"]["version"], seen["stale_prompt"]])
}

pub async fn refresh(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let mut worker = following(fixture).await?;
    same(
        "version and `stale_prompt`",
        json!([2, false]),
        version_and_stale(&worker.ask("a", GATE).await?),
    )?;
    fixture.put("prompts/labels.toml", "[answer]\nproduction = 3\n")?;
    same(
        "version and `stale_prompt`",
        json!([3, false]),
        version_and_stale(&worker.ask("b", GATE).await?),
    )
}

pub async fn stale(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let mut worker = following(fixture).await?;
    for (labels, expected) in [
        ("[answer]\nproduction = 3\n", json!([3, false])),
        ("this is not TOML", json!([3, true])),
        ("[answer]\nproduction = 4\n", json!([3, true])),
        ("[answer]\nproduction = 1\n", json!([1, false])),
    ] {
        fixture.put("prompts/labels.toml", labels)?;
        let seen = worker.ask("a", GATE).await?;
        same(
            &format!("version and `stale_prompt` after {labels:?}"),
            expected,
            version_and_stale(&seen),
        )?;
    }
    ended(&worker.end().await?)
}
