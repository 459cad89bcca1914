//! How a command ends when a provider misbehaves.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::store_counts;
use crate::commands::{self, succeed};
use crate::outcome::{Trouble, Verdict};
use crate::scenario::check_spec::{Contract, Expectation, Phase, StubTarget};
use crate::scene::Scene;
use crate::verification::{CallKind, Command, Exit, Finished};

/// Longer than a client may wait for a provider, retries included.
const LIMIT: Duration = Duration::from_secs(180);

/// First runs the command with a provider that behaves. If the command fails even then,
/// or does not call the provider, its behaviour under the stub would prove nothing, so
/// the check cannot be judged.
pub async fn run(parameters: &Contract, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Ingested).await?;
    let verdict = compare(parameters, scene).await;
    scene.sandbox.stub(None);
    // A failed ingest leaves stores on which later checks must not rely.
    if parameters.command.iter().any(|word| word == "ingest") {
        store_counts::empty_stores(scene.sandbox).await?;
        commands::ingest(scene.sandbox).await?;
    }
    verdict
}

async fn compare(parameters: &Contract, scene: &Scene<'_>) -> Result<Verdict, Trouble> {
    let sandbox = scene.sandbox;
    let pipeline = sandbox.pipeline();
    let argv = pipeline.argv(parameters.command.iter().map(String::as_str));
    let what = pipeline.named(&parameters.command.join(" "));
    let before = sandbox.calls().len();
    let sound = succeed(sandbox, &what, argv.clone(), LIMIT).await?;
    let kind = match parameters.stub.target {
        StubTarget::Embeddings => CallKind::Embedding,
        StubTarget::Chat => CallKind::Chat,
    };
    let calls = sandbox.calls();
    let made = calls.get(before..).unwrap_or_default().iter();
    let made = made.filter(|call| call.kind == kind).count();
    if made < usize::try_from(parameters.stub.every).unwrap_or(usize::MAX) {
        let problem = format!("{what} makes {made} calls of this kind, so none would go wrong");
        return Err(Trouble::Unjudged(problem));
    }
    let again = match parameters.expect {
        Expectation::Same => Some(succeed(sandbox, &what, argv.clone(), LIMIT).await?),
        Expectation::Fails => None,
    };
    sandbox.stub(Some(parameters.stub.clone()));
    let stubbed = sandbox.run(Command::new(argv, LIMIT)).await?;
    Ok(match again {
        None => fails(&what, &stubbed),
        Some(again) => same(&what, &sound, &again, &stubbed),
    })
}

fn fails(what: &str, stubbed: &Finished) -> Verdict {
    let how = how(stubbed);
    let summary = format!("{what} {how} when the provider misbehaves; it must fail by itself");
    let failed = matches!(stubbed.exit, Exit::Status(status) if status != 0);
    let stderr = String::from_utf8_lossy(&stubbed.stderr).into_owned();
    Verdict::decide(failed, summary, json!({ "stderr": stderr }))
}

/// What differs between two runs with a provider that behaves, such as times, may differ here too.
fn same(what: &str, sound: &Finished, again: &Finished, stubbed: &Finished) -> Verdict {
    if stubbed.exit != Exit::Status(0) {
        let summary = format!(
            "{what} {} when the provider misbehaves; it must print the same",
            how(stubbed)
        );
        let stderr = String::from_utf8_lossy(&stubbed.stderr).into_owned();
        return Verdict::decide(false, summary, json!({ "stderr": stderr }));
    }
    let varying = differences(sound, again);
    let differing = differences(sound, stubbed);
    let differing: Vec<_> = differing.difference(&varying).cloned().collect();
    let summary = if differing.is_empty() {
        format!("{what} prints the same when the provider misbehaves")
    } else {
        format!("{what} prints something else when the provider misbehaves")
    };
    let shown: Vec<_> = differing.iter().take(20).collect();
    Verdict::decide(differing.is_empty(), summary, json!({ "differing": shown }))
}

/// Paths of the values in which two outputs differ.
fn differences(one: &Finished, other: &Finished) -> BTreeSet<String> {
    let read = |finished: &Finished| {
        serde_json::from_slice(&finished.stdout).unwrap_or_else(|_| {
            let text = String::from_utf8_lossy(&finished.stdout);
            Value::from(text.lines().collect::<Vec<_>>())
        })
    };
    let mut found = BTreeSet::new();
    compare_values(&read(one), &read(other), "", &mut found);
    found
}

fn compare_values(one: &Value, other: &Value, at: &str, found: &mut BTreeSet<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for key in keys {
                let value = |of: &serde_json::Map<String, Value>| of.get(key).cloned();
                let (one, other) = (value(one), value(other));
                match (one, other) {
                    (Some(one), Some(other)) => {
                        compare_values(&one, &other, &format!("{at}/{key}"), found);
                    }
                    _ => {
                        found.insert(format!("{at}/{key}"));
                    }
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (number, (one, other)) in one.iter().zip(other).enumerate() {
                compare_values(one, other, &format!("{at}/{number}"), found);
            }
        }
        _ if one == other => {}
        _ => {
            found.insert(at.to_owned());
        }
    }
}

fn how(finished: &Finished) -> String {
    match finished.exit {
        Exit::Status(status) => format!("ends with status {status}"),
        Exit::TimedOut => format!("does not end within {} s", LIMIT.as_secs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::CheckOutcome::{Fail, Pass};
    use crate::fake::{ended, printed, timed_out};

    #[test]
    fn a_command_must_fail_by_itself() {
        assert_eq!(fails("x", &ended(1, "")).outcome, Pass);
        assert_eq!(fails("x", &printed("")).outcome, Fail);
        assert_eq!(fails("x", &timed_out()).outcome, Fail);
    }

    #[test]
    fn what_varies_anyhow_may_differ_and_nothing_else() {
        let output = |took, answer: &str| printed(&json!({"ms": took, "a": [answer]}).to_string());
        let (sound, again) = (output(1, "yes"), output(2, "yes"));
        let outcome = |stubbed: &Finished| same("x", &sound, &again, stubbed).outcome;
        assert_eq!(outcome(&output(3, "yes")), Pass);
        assert_eq!(outcome(&output(3, "no")), Fail);
        assert_eq!(outcome(&printed("{\"ms\":1}")), Fail);
        assert_eq!(outcome(&printed("no JSON")), Fail);
        assert_eq!(outcome(&ended(1, "")), Fail);
    }
}
