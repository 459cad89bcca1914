//! `judge --batch`: how a model is asked.

use serde_json::{Value, json};

use crate::conformance::failure::{Failure, Held, holds, same};
use crate::conformance::fixture::Fixture;
use crate::conformance::ran::Ran;
use crate::scenario::check_spec::{StubMode, StubTarget};
use crate::verification::CallKind;

/// The words of an answer that abstains.
const ABSTENTION: &str = "I don't know based on the documents I have.";

fn case(id: &str, answer: &str) -> Value {
    let context = "[1] (notice/gate-four, effective 2025-05-05, current) Gate 4 is closed\n\
                   The height of gate 2 is 3.95 m.";
    json!({"id": id, "question": "What is the height of gate 2?", "context": context, "answer": answer})
}

const TRUE: &str = "The height of gate 2 is 3.95 m. [1]";

async fn asked(fixture: &Fixture, cases: &[Value], more: &[&str]) -> Result<Ran, Failure> {
    let batch = fixture.put_lines("cases.jsonl", cases)?;
    let config = fixture.config(|_| {})?;
    let variables = [("HALDEN_CONFIG", config.as_str())];
    let arguments = ["judge", "--batch", &batch];
    fixture
        .run_with(&[&arguments, more].concat(), &variables)
        .await
}

pub async fn batch(fixture: &mut Fixture) -> Held {
    let cases = [
        case("true", TRUE),
        case("false", "The height of gate 2 is 7.20 m. [1]"),
    ];
    let document = asked(fixture, &cases, &["--label", "staging"])
        .await?
        .document()?;
    let read = document["results"].as_array().into_iter().flatten();
    let read: Vec<_> = read.map(|it| json!([it["id"], it["verdict"]])).collect();
    same(
        "the verdicts",
        json!([["true", "pass"], ["false", "fail"]]),
        read,
    )?;
    let summary = &document["summary"];
    holds(
        summary["model"].is_string(),
        "the name of a model",
        &summary["model"],
    )?;
    same(
        "`prompt_version` of the label `staging`",
        2,
        &summary["prompt_version"],
    )
}

pub async fn abstained(fixture: &mut Fixture) -> Held {
    let before = fixture.calls_so_far();
    let document = asked(fixture, &[case("q", ABSTENTION)], &[])
        .await?
        .document()?;
    same(
        "the verdict",
        "abstained",
        &document["results"][0]["verdict"],
    )?;
    let summary = &document["summary"];
    let counts = [&summary["judged"], &summary["abstained"]];
    same("`judged` and `abstained`", [0, 1], counts)?;
    same(
        "the number of calls",
        0,
        fixture.calls(CallKind::Chat, before).len(),
    )
}

pub async fn once_more(fixture: &mut Fixture) -> Held {
    let before = fixture.calls_so_far();
    fixture.misbehave(StubTarget::Chat, StubMode::Nonsense);
    let document = asked(fixture, &[case("q", TRUE)], &[]).await?.document()?;
    same(
        "the verdict",
        "unscored",
        &document["results"][0]["verdict"],
    )?;
    same(
        "the number of calls",
        2,
        fixture.calls(CallKind::Chat, before).len(),
    )
}

/// The client makes four attempts of one call, and nothing above it calls again.
pub async fn failed_call(fixture: &mut Fixture) -> Held {
    let before = fixture.calls_so_far();
    fixture.misbehave(StubTarget::Chat, StubMode::Fail);
    let document = asked(fixture, &[case("q", TRUE)], &[]).await?.document()?;
    same(
        "the verdict",
        "unscored",
        &document["results"][0]["verdict"],
    )?;
    same(
        "the number of attempts",
        4,
        fixture.calls(CallKind::Chat, before).len(),
    )
}
