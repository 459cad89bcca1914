//! `ask`: the answer's shape, whose prompt makes it, what is remembered and what is logged.

pub(super) mod asking;
mod cache;
mod rollout;

use serde_json::{Value, json};

use super::failure::{Held, holds, same};
use super::fixture::{Fixture, question};
use super::point::{Point, point};
use super::shape::fits;
use asking::{GATE, answer, asked, log};

pub(super) const POINTS: &[Point] = &[
    point!(
        "ask-shape",
        "An answer has the documented keys; what it cites is in its context.",
        shape
    ),
    point!(
        "ask-accepted",
        "Questions whose answer is in the documents get it.",
        accepted
    ),
    point!(
        "ask-abstains",
        "A question that the documents do not answer is abstained from, without citations.",
        abstains
    ),
    point!(
        "ask-batch",
        "A batch prints `{results: [{id, …answer} | {id, error}]}` in order, with status 1 if one failed.",
        batch
    ),
    point!(
        "ask-label",
        "`--label L` answers with the label's version.",
        label
    ),
    point!(
        "ask-unknown-label",
        "A label that nothing points to is an error that names it.",
        unknown_label
    ),
    point!(
        "ask-rollout",
        "An asker is in the rollout if the hash of prompt, label and asker, modulo 100, is below the percentage.",
        rollout::share
    ),
    point!(
        "ask-rollout-version",
        "The version does not matter, and a larger share keeps those who were in a smaller one.",
        rollout::larger_share
    ),
    point!(
        "ask-logged",
        "Each answer appends a line to `answers.jsonl`.",
        logged
    ),
    point!(
        "ask-cached",
        "With `[cache] enabled`, an answer is remembered; `usage` is then what it cost when it was made.",
        cache::remembered
    ),
    point!(
        "ask-cached-scope",
        "One customer's answer is never another's.",
        cache::scope
    ),
    point!(
        "ask-cached-problems",
        "An answer with problems is not remembered.",
        cache::problems
    ),
    point!(
        "ask-not-cached",
        "Without `[cache] enabled` nothing is remembered.",
        cache::off
    ),
];

async fn shape(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let seen = fixture.run(&["ask", GATE]).await?.document()?;
    fits("`ask`", &seen, &answer())?;
    same("`question`", GATE, &seen["question"])?;
    same("`cached`", false, &seen["cached"])?;
    let prompt = &seen["prompt"];
    let used = json!({"name": "answer", "version": 2, "label": "production"});
    same(
        "the prompt",
        used,
        json!({"name": prompt["name"], "version": prompt["version"], "label": prompt["label"]}),
    )?;
    let sum = fixture
        .tool(&["/usr/bin/sha256sum", "prompts/answer/v2.md"])
        .await?;
    same(
        "the prompt's `sha256`",
        sum.split(' ').next(),
        &prompt["sha256"],
    )?;
    let blocks = seen["context"].as_array().cloned().unwrap_or_default();
    let cited = seen["citations"].as_array().cloned().unwrap_or_default();
    let known = |it: &Value| {
        blocks
            .iter()
            .any(|block| [&block["doc"], &block["chunk"]] == [&it["doc"], &it["chunk"]])
    };
    holds(
        !cited.is_empty() && cited.iter().all(known),
        "citations of blocks of the context",
        &cited,
    )
}

/// The dev questions are the domain's and those that are held back: a pipeline that knows the file
/// of questions does not pass.
async fn accepted(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let questions: Vec<_> = fixture
        .domain
        .questions()
        .into_iter()
        .chain(fixture.domain.held_back())
        .collect();
    let questions: Vec<_> = questions.into_iter().filter(|it| it.answerable).collect();
    let lines = questions
        .iter()
        .map(|it| question(&it.id, &it.text, it.customer.as_deref()));
    let seen = asked(fixture, &lines.collect::<Vec<_>>(), &[]).await?;
    for (question, seen) in questions.iter().zip(&seen) {
        let text = seen["answer"].as_str().unwrap_or_default();
        let right = question
            .accept
            .iter()
            .any(|accepted| text.contains(accepted));
        holds(
            right,
            &format!("{:?} in the answer to {:?}", question.accept, question.text),
            text,
        )?;
    }
    same("the number of answers", questions.len(), seen.len())
}

async fn abstains(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let seen = fixture
        .run(&["ask", "Who repairs the helicopter on Sundays?"])
        .await?
        .document()?;
    same("`abstained`", true, &seen["abstained"])?;
    same("`citations`", json!([]), &seen["citations"])
}

async fn batch(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let lines = [
        question("b", GATE, None),
        question("bad", GATE, Some("Not A Slug")),
        question(
            "a",
            "What does Osprey Foods pay for a pallet and night in room A?",
            Some("osprey-foods"),
        ),
    ];
    let batch = fixture.put_lines("questions.jsonl", &lines)?;
    let ran = fixture.run(&["ask", "--batch", &batch]).await?;
    ran.failed("")?;
    let printed = ran.printed()?;
    let results = printed["results"].as_array().cloned().unwrap_or_default();
    let ids: Vec<&Value> = results.iter().map(|it| &it["id"]).collect();
    same("the ids", ["b", "bad", "a"], ids)?;
    for at in [0, 2] {
        fits("an answer of a batch", &results[at], &answer())?;
    }
    fits(
        "a failure of a batch",
        &results[1],
        &json!({"id": "text", "error": "text"}),
    )?;
    holds(
        results[1].get("answer").is_none(),
        "no answer beside an error",
        &results[1],
    )?;
    asked(fixture, &lines[..1], &[]).await.map(drop)
}

async fn label(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let seen = fixture
        .run(&["ask", "--label", "staging", GATE])
        .await?
        .document()?;
    let prompt = &seen["prompt"];
    same(
        "the prompt's label and version",
        json!(["staging", 3]),
        [&prompt["label"], &prompt["version"]],
    )
}

async fn unknown_label(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    fixture
        .run(&["ask", "--label", "nightly", GATE])
        .await?
        .refused("nightly")
}

async fn logged(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let before = log(fixture).await?.len();
    let asking = "What does Osprey Foods pay for a pallet and night in room A?";
    let seen = fixture
        .run(&["ask", "--customer", "osprey-foods", asking])
        .await?
        .document()?;
    let log = log(fixture).await?;
    same(
        "the number of new lines",
        1,
        log.len() - before.min(log.len()),
    )?;
    let line = &log[log.len() - 1];
    let shape = json!({
        "at": "count", "question_sha256": "sha256", "customer": "text?", "model": "text", "cached": "bool",
        "prompt": {"name": "text", "version": "count", "label": "text?", "sha256": "sha256"},
        "prompt_tokens": "count", "completion_tokens": "count", "abstained": "bool", "cited": ["text"],
    });
    fits("a line of `answers.jsonl`", line, &shape)?;
    same("`customer`", "osprey-foods", &line["customer"])?;
    same("`prompt`", &seen["prompt"], &line["prompt"])?;
    same(
        "`prompt_tokens`",
        &seen["usage"]["prompt_tokens"],
        &line["prompt_tokens"],
    )?;
    let script = format!("printf %s '{asking}' | sha256sum");
    let sum = fixture.tool(&["/bin/sh", "-c", &script]).await?;
    same(
        "`question_sha256`",
        sum.split(' ').next(),
        &line["question_sha256"],
    )
}
