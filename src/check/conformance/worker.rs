//! `worker`: a question a line, an answer a line.

mod following;
mod running;

use serde_json::{Value, json};

use super::ask::asking::{GATE, answer, log};
use super::failure::{Held, holds, same};
use super::fixture::Fixture;
use super::point::{Point, point};
use super::shape::fits;
use running::{Worker, ended};

pub(super) const POINTS: &[Point] = &[
    point!(
        "worker-answers",
        "`worker` answers each line, in order and flushed, with `{id, …answer, stale_prompt}`.",
        answers
    ),
    point!(
        "worker-fails-question",
        "A question that fails is answered with `{id, error}`, and the next one is answered.",
        failing_question
    ),
    point!(
        "worker-bad-line",
        "A line that is not a question is answered with `{\"id\": null, \"error\": …}`.",
        bad_line
    ),
    point!("worker-ends", "The end of stdin ends it with 0.", ends),
    point!(
        "worker-no-prompt",
        "It does not start (1) without a usable prompt.",
        no_prompt
    ),
    point!(
        "worker-no-index",
        "A missing index is an error of each question.",
        no_index
    ),
    point!(
        "worker-label",
        "`--label L` answers with the label's version.",
        label
    ),
    point!(
        "worker-refresh",
        "It asks the registry again every `[prompts] refresh_seconds`.",
        following::refresh
    ),
    point!(
        "worker-stale-prompt",
        "If the prompt cannot be read then, it keeps the old one and says `stale_prompt: true` until it can again.",
        following::stale
    ),
    point!(
        "worker-logged",
        "Each answer of `worker` appends to the log of answers.",
        logged
    ),
];

fn with_stale() -> Value {
    let mut shape = answer();
    shape["id"] = json!("text");
    shape["stale_prompt"] = json!("bool");
    shape
}

async fn answers(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let mut worker = Worker::start(fixture, &[], &[]).await?;
    for (id, question) in [
        ("b", GATE),
        ("a", "At which temperature are seed potatoes kept?"),
    ] {
        let seen = worker.ask(id, question).await?;
        fits("an answer of `worker`", &seen, &with_stale())?;
        same(
            "`id` and `question`",
            [id, question],
            [&seen["id"], &seen["question"]],
        )?;
        same("`stale_prompt`", false, &seen["stale_prompt"])?;
    }
    let line =
        json!({"id": "c", "question": "What is the price in room A?", "customer": "osprey-foods"});
    let seen = worker.line(line.to_string().as_bytes()).await?;
    let documents: Vec<Value> = seen["context"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| it["doc"].clone())
        .collect();
    let own = documents.contains(&json!("contract/osprey-foods"));
    holds(
        own,
        "the customer's own agreement in the context",
        documents,
    )
}

async fn failing_question(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let mut worker = Worker::start(fixture, &[], &[]).await?;
    let line = json!({"id": "bad", "question": GATE, "customer": "Not A Slug"});
    let seen = worker.line(line.to_string().as_bytes()).await?;
    fits("the answer", &seen, &json!({"id": "text", "error": "text"}))?;
    same("`id`", "bad", &seen["id"])?;
    fits(
        "the next answer",
        &worker.ask("good", GATE).await?,
        &with_stale(),
    )
}

async fn bad_line(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let mut worker = Worker::start(fixture, &[], &[]).await?;
    for line in [
        b"not JSON" as &[u8],
        b"\xff\xfe",
        br#"{"question": "What is the height of gate 2?"}"#,
        br#"{"id": "x", "question": "What?", "mood": "curious"}"#,
        br#"{"id": "x"}"#,
    ] {
        let seen = worker.line(line).await?;
        let shown = String::from_utf8_lossy(line).into_owned();
        fits(
            &format!("the answer to `{shown}`"),
            &seen,
            &json!({"id": "any", "error": "text"}),
        )?;
        same(
            &format!("`id` of the answer to `{shown}`"),
            Value::Null,
            &seen["id"],
        )?;
    }
    fits(
        "the next answer",
        &worker.ask("good", GATE).await?,
        &with_stale(),
    )?;
    ended(&worker.end().await?)
}

async fn ends(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let mut worker = Worker::start(fixture, &[], &[]).await?;
    worker.ask("a", GATE).await?;
    ended(&worker.end().await?)
}

async fn no_prompt(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let folder = fixture.registry()?;
    let prompts = [("HALDEN_PROMPTS", folder.as_str())];
    for (labels, culprit) in [
        ("[judge]\nproduction = 1\n", "production"),
        ("[answer]\nproduction = 4\n", "weather"),
    ] {
        fixture.put("prompts/labels.toml", labels)?;
        fixture
            .run_with(&["worker"], &prompts)
            .await?
            .refused(culprit)?;
    }
    Ok(())
}

async fn no_index(fixture: &mut Fixture) -> Held {
    let mut worker = Worker::start(fixture, &[], &[("HALDEN_STATE", ".conformance/none")]).await?;
    for id in ["a", "b"] {
        let seen = worker.ask(id, GATE).await?;
        fits("the answer", &seen, &json!({"id": "text", "error": "text"}))?;
        same("`id`", id, &seen["id"])?;
    }
    ended(&worker.end().await?)
}

async fn label(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let mut worker = Worker::start(fixture, &["--label", "staging"], &[]).await?;
    let prompt = &worker.ask("a", GATE).await?["prompt"];
    same(
        "label and version",
        json!(["staging", 3]),
        [&prompt["label"], &prompt["version"]],
    )
}

async fn logged(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let before = log(fixture).await?.len();
    let mut worker = Worker::start(fixture, &[], &[]).await?;
    worker.ask("a", GATE).await?;
    worker.ask("b", GATE).await?;
    ended(&worker.end().await?)?;
    same(
        "the number of new lines",
        before + 2,
        log(fixture).await?.len(),
    )
}
