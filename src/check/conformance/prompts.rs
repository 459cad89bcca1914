//! `prompts`: what there is, and the moves of labels.

mod moves;
mod refusals;
mod registry;

use serde_json::json;

use super::failure::{Held, holds, same};
use super::fixture::Fixture;
use super::point::{Point, point};
use super::shape::fits;
use registry::Registry;

pub(super) const POINTS: &[Point] = &[
    point!(
        "prompts-list",
        "`prompts list` prints every version with its labels, rollouts, sha256 and purpose.",
        list
    ),
    point!(
        "prompts-show",
        "`prompts show` prints a version by its number, or the label's, with its text and sha256.",
        show
    ),
    point!(
        "prompts-promote",
        "After `prompts promote` the label means the version, for everyone: its rollout ends.",
        moves::promote
    ),
    point!(
        "prompts-promote-new-label",
        "`from` is null for a new label.",
        moves::new_label
    ),
    point!(
        "prompts-rollout",
        "`prompts rollout` gives a share of askers the version.",
        moves::rollout
    ),
    point!(
        "prompts-rollout-needs-label",
        "The label of a rollout must exist.",
        refusals::rollout_needs_label
    ),
    point!(
        "prompts-rollback-rollout",
        "`prompts rollback` ends the rollout.",
        moves::rollback_rollout
    ),
    point!(
        "prompts-rollback-promotion",
        "Without a rollout, `prompts rollback` takes back the last promotion that the log has.",
        moves::rollback_promotion
    ),
    point!(
        "prompts-rollback-nothing-to-take-back",
        "A rollback of something that the log does not have is refused and not logged.",
        refusals::nothing_to_take_back
    ),
    point!(
        "prompts-log",
        "Each move appends `{at, who, action, prompt, label, from, to}` to the log.",
        moves::log
    ),
    point!("prompts-who", "`who` is `$USER` or `unknown`.", moves::who),
    point!(
        "prompts-refuses-missing",
        "A version that does not exist is refused and not logged.",
        refusals::missing
    ),
    point!(
        "prompts-refuses-unparseable",
        "A version that does not parse is refused and not logged.",
        refusals::unparseable
    ),
    point!(
        "prompts-refuses-variables",
        "A version that declares other variables than the code gives is refused and not logged.",
        refusals::variables
    ),
    point!(
        "prompts-percent",
        "A percentage above 100 is a wrong argument.",
        refusals::percent
    ),
    point!(
        "prompts-labels-percent",
        "In `labels.toml`, a percentage above 100 is an error of every command that reads the file.",
        refusals::labels_percent
    ),
];

async fn list(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    let labels = "[answer]\nproduction = 2\nstaging = 2\n\n\
                  [answer.rollout.production]\nversion = 3\npercent = 20\n\n[judge]\nproduction = 1\n";
    fixture.put("prompts/labels.toml", labels)?;
    let document = registry.run(&["list"]).await?.document()?;
    let shape = json!({
        "name": "text", "version": "count", "labels": ["text"], "purpose": "text",
        "rollouts": [{"label": "text", "percent": "count"}], "sha256": "sha256",
    });
    fits("`prompts list`", &document, &json!({"prompts": [shape]}))?;
    let versions = document["prompts"].as_array().cloned().unwrap_or_default();
    let named: Vec<_> = versions
        .iter()
        .map(|it| json!([it["name"], it["version"]]))
        .collect();
    let expected = json!([
        ["answer", 1],
        ["answer", 2],
        ["answer", 3],
        ["answer", 4],
        ["judge", 1],
        ["judge", 2]
    ]);
    same("names and versions", expected, named)?;
    same(
        "labels of version 2",
        ["production", "staging"],
        &versions[1]["labels"],
    )?;
    same(
        "purpose of version 2",
        "Prefers what is in force.",
        &versions[1]["purpose"],
    )?;
    let rollouts = json!([{"label": "production", "percent": 20}]);
    same("rollouts of version 3", rollouts, &versions[2]["rollouts"])
}

async fn show(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    let shown = registry
        .run(&["show", "answer", "--version", "1"])
        .await?
        .document()?;
    let shape = json!({"name": "text", "version": "count", "label": "text?", "sha256": "sha256", "text": "text"});
    fits("`prompts show`", &shown, &shape)?;
    same(
        "`version` and `label`",
        json!([1, null]),
        [&shown["version"], &shown["label"]],
    )?;
    same("`text`", registry.file("answer/v1.md")?, &shown["text"])?;
    let sum = fixture
        .tool(&[
            "/usr/bin/sha256sum",
            &format!("{}/answer/v1.md", registry.folder),
        ])
        .await?;
    same("`sha256`", sum.split(' ').next(), &shown["sha256"])?;
    let usual = registry.run(&["show", "answer"]).await?.document()?;
    let seen = [&usual["version"], &usual["label"]];
    same(
        "`version` and `label` without options",
        json!([2, "production"]),
        seen,
    )?;
    holds(
        usual["text"] != shown["text"],
        "another text of another version",
        &usual["text"],
    )?;
    same(
        "`version` of `staging`",
        3,
        registry.version_of("staging").await?,
    )
}
