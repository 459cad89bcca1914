//! Moves of labels that are refused, and leave nothing behind.

use super::registry::Registry;
use crate::conformance::failure::{Held, holds, same};
use crate::conformance::fixture::{Fixture, question};

/// Requires that a move is refused, that the labels stay and that nothing is logged.
async fn refused(registry: &Registry<'_>, arguments: &[&str], culprit: &str) -> Held {
    let before = (registry.file("labels.toml")?, registry.log()?);
    registry.run(arguments).await?.refused(culprit)?;
    let after = (registry.file("labels.toml")?, registry.log()?);
    same("labels and log after a refusal", before, after)
}

pub async fn rollout_needs_label(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    refused(
        &registry,
        &["rollout", "answer", "3", "night", "20"],
        "night",
    )
    .await
}

pub async fn nothing_to_take_back(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    refused(&registry, &["rollback", "answer", "production"], "").await?;
    // A promotion of another label is nothing that this one can take back.
    registry
        .run(&["promote", "answer", "1", "staging"])
        .await?
        .document()?;
    refused(&registry, &["rollback", "answer", "production"], "").await
}

pub async fn missing(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    refused(&registry, &["promote", "answer", "9", "production"], "v9").await?;
    refused(
        &registry,
        &["rollout", "answer", "9", "production", "5"],
        "v9",
    )
    .await
}

pub async fn unparseable(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    fixture.put("prompts/answer/v5.md", "This is not a prompt.\n")?;
    refused(&registry, &["promote", "answer", "5", "production"], "5").await?;
    let undeclared = "---\npurpose: x\nrequired: [context, question]\n---\n\
                      # System\nBe brief.\n\n# User\n{{context}} {{question}} {{moon}}\n";
    fixture.put("prompts/answer/v5.md", undeclared)?;
    refused(&registry, &["promote", "answer", "5", "production"], "moon").await
}

pub async fn variables(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    refused(
        &registry,
        &["promote", "answer", "4", "production"],
        "weather",
    )
    .await?;
    let fewer = "---\npurpose: x\nrequired: [question]\n---\n\
                 # System\nBe brief.\n\n# User\n{{question}}\n";
    fixture.put("prompts/answer/v5.md", fewer)?;
    refused(
        &registry,
        &["rollout", "answer", "5", "production", "5"],
        "context",
    )
    .await
}

pub async fn percent(fixture: &mut Fixture) -> Held {
    let registry = Registry::new(fixture)?;
    let before = registry.file("labels.toml")?;
    registry
        .run(&["rollout", "answer", "3", "production", "101"])
        .await?
        .misused()?;
    holds(registry.log()?.is_empty(), "no log", registry.log()?)?;
    same("`labels.toml`", before, registry.file("labels.toml")?)
}

pub async fn labels_percent(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let registry = Registry::new(fixture)?;
    let labels = "[answer]\nproduction = 2\n\n[answer.rollout.production]\nversion = 3\npercent = 120\n\n\
                  [judge]\nproduction = 1\n";
    fixture.put("prompts/labels.toml", labels)?;
    let mut case = question("q", "Which?", None);
    case.as_object_mut()
        .expect("a line is an object")
        .remove("customer");
    case["context"] = "c".into();
    case["answer"] = "a".into();
    let cases = fixture.put_lines("cases.jsonl", &[case])?;
    let variables = [("HALDEN_PROMPTS", registry.folder.as_str())];
    for arguments in [
        &["prompts", "list"] as &[&str],
        &["prompts", "promote", "judge", "2", "production"],
        &["judge", "--batch", &cases],
        &["ask", "What is the height of gate 2?"],
    ] {
        fixture
            .run_with(arguments, &variables)
            .await?
            .refused("labels.toml")?;
    }
    Ok(())
}
