//! `worker`: a question a line, an answer a line.

use std::time::Duration;

use serde_json::{Value, json};

use super::ask::{answer, log};
use super::fixture::{Fixture, Variable, set};
use super::point::{Failure, Held, Point, broken, holds, point, same};
use super::ran::Ran;
use super::shape::fits;
use crate::verification::{Process, Received};

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
        refresh
    ),
    point!(
        "worker-stale-prompt",
        "If the prompt cannot be read then, it keeps the old one and says `stale_prompt: true` until it can again.",
        stale
    ),
    point!(
        "worker-logged",
        "Each answer of `worker` appends to the log of answers.",
        logged
    ),
];

const REPLY: Duration = Duration::from_secs(60);
const GATE: &str = "What is the height of gate 2?";

/// A worker that runs.
struct Worker(Box<dyn Process>);

impl Worker {
    async fn start(
        fixture: &Fixture,
        more: &[&str],
        variables: &[Variable<'_>],
    ) -> Result<Self, Failure> {
        let arguments = [&["worker"], more].concat();
        Ok(Self(fixture.start(&arguments, variables).await?))
    }

    /// Sends a line and waits for the next one, which shows that it was flushed.
    async fn line(&mut self, line: &[u8]) -> Result<Value, Failure> {
        self.0.send(&[line, b"\n"].concat()).await?;
        match self.0.receive(REPLY).await? {
            Received::Line(line) => match serde_json::from_slice(&line) {
                Ok(value) => Ok(value),
                Err(error) => broken("a JSON object a line", error),
            },
            other => {
                let stderr = String::from_utf8_lossy(&self.0.stderr()).into_owned();
                broken(
                    "an answer to each line, at once",
                    format!("{other:?}: {stderr}"),
                )
            }
        }
    }

    async fn ask(&mut self, id: &str, question: &str) -> Result<Value, Failure> {
        let line = json!({"id": id, "question": question}).to_string();
        self.line(line.as_bytes()).await
    }

    async fn end(self) -> Result<Ran, Failure> {
        let finished = self.0.close().await?;
        Ok(Ran::new("`worker`".into(), finished))
    }
}

/// Requires that it ended well, having said nothing more.
fn ended(ran: &Ran) -> Held {
    same("how it ends", "Status(0)", format!("{:?}", ran.exit))?;
    holds(
        ran.stdout.is_empty(),
        "no further line",
        String::from_utf8_lossy(&ran.stdout),
    )
}

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

async fn refresh(fixture: &mut Fixture) -> Held {
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

async fn stale(fixture: &mut Fixture) -> Held {
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
