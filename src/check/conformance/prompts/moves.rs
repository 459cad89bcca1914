//! Moves of labels that work.

use serde_json::{Value, json};

use super::registry::Registry;
use crate::conformance::failure::{Held, holds, same};
use crate::conformance::fixture::Fixture;
use crate::conformance::shape::fits;

fn to(version: u32) -> Value {
    json!({"version": version, "rollout": null})
}

fn part_to(version: u32, other: u32, percent: u32) -> Value {
    json!({"version": version, "rollout": {"version": other, "percent": percent}})
}

fn moved(label: &str, from: impl Into<Value>, to: &Value) -> Value {
    json!({"name": "answer", "label": label, "from": from.into(), "to": to})
}

pub async fn promote(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    let rolled = registry
        .run(&["rollout", "answer", "1", "production", "30"])
        .await?;
    rolled.document()?;
    let promoted = registry
        .run(&["promote", "answer", "3", "production"])
        .await?
        .document()?;
    same(
        "what it prints",
        moved("production", part_to(2, 1, 30), &to(3)),
        promoted,
    )?;
    same(
        "the label's version",
        3,
        registry.version_of("production").await?,
    )?;
    let labels = registry.file("labels.toml")?;
    holds(
        !labels.contains("rollout"),
        "no rollout in `labels.toml`",
        &labels,
    )?;
    holds(
        labels.contains("[judge]"),
        "the other prompts' labels in `labels.toml`",
        &labels,
    )
}

pub async fn new_label(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    let promoted = registry
        .run(&["promote", "answer", "1", "night"])
        .await?
        .document()?;
    same(
        "what it prints",
        moved("night", Value::Null, &to(1)),
        promoted,
    )?;
    same(
        "the label's version",
        1,
        registry.version_of("night").await?,
    )
}

pub async fn rollout(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    let rolled = registry
        .run(&["rollout", "answer", "3", "production", "20"])
        .await?
        .document()?;
    same(
        "what it prints",
        moved("production", to(2), &part_to(2, 3, 20)),
        rolled,
    )?;
    same(
        "the label's version",
        2,
        registry.version_of("production").await?,
    )?;
    let listed = registry.run(&["list"]).await?.document()?;
    let of_third = &listed["prompts"][2]["rollouts"];
    same(
        "rollouts of version 3",
        json!([{"label": "production", "percent": 20}]),
        of_third,
    )
}

pub async fn rollback_rollout(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    registry
        .run(&["promote", "answer", "1", "production"])
        .await?
        .document()?;
    registry
        .run(&["rollout", "answer", "3", "production", "20"])
        .await?
        .document()?;
    let back = registry
        .run(&["rollback", "answer", "production"])
        .await?
        .document()?;
    same(
        "what it prints",
        moved("production", part_to(1, 3, 20), &to(1)),
        back,
    )
}

pub async fn rollback_promotion(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    registry
        .run(&["promote", "answer", "3", "production"])
        .await?
        .document()?;
    registry
        .run(&["promote", "answer", "1", "staging"])
        .await?
        .document()?;
    let back = registry
        .run(&["rollback", "answer", "production"])
        .await?
        .document()?;
    same("what it prints", moved("production", to(3), &to(2)), back)?;
    same(
        "the label's version",
        2,
        registry.version_of("production").await?,
    )?;
    same(
        "the other label's version",
        1,
        registry.version_of("staging").await?,
    )
}

pub async fn log(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    registry
        .run(&["promote", "answer", "3", "production"])
        .await?
        .document()?;
    registry
        .run(&["rollout", "answer", "1", "production", "5"])
        .await?
        .document()?;
    registry
        .run(&["rollback", "answer", "production"])
        .await?
        .document()?;
    let log = registry.log()?;
    let shape = json!([{
        "at": "count", "who": "text", "action": "text", "prompt": "text", "label": "text",
        "from": "any", "to": {"version": "count", "rollout": "any"},
    }]);
    fits("the log", &json!(log), &shape)?;
    let actions: Vec<&Value> = log.iter().map(|entry| &entry["action"]).collect();
    same("the actions", ["promote", "rollout", "rollback"], actions)?;
    let places: Vec<Value> = log
        .iter()
        .map(|entry| json!([entry["from"], entry["to"]]))
        .collect();
    let expected = json!([
        [to(2), to(3)],
        [to(3), part_to(3, 1, 5)],
        [part_to(3, 1, 5), to(3)]
    ]);
    same("`from` and `to`", expected, places)?;
    same(
        "`prompt` and `label`",
        ["answer", "production"],
        [&log[0]["prompt"], &log[0]["label"]],
    )
}

pub async fn who(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    for user in ["mira", ""] {
        let promoted = registry
            .run_as(user, &["promote", "answer", "1", "night"])
            .await?;
        promoted.document()?;
    }
    let who: Vec<Value> = registry
        .log()?
        .iter()
        .map(|entry| entry["who"].clone())
        .collect();
    same("`who`", ["mira", "unknown"], who)
}
