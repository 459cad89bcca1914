//! `eval`: what is measured, what is counted as failed, and what the history keeps.

mod agreement;
mod failures;
mod running;

use serde_json::{Value, json};

use super::ask::asking::log;
use super::failure::{Held, close, holds, same};
use super::fixture::{Fixture, set};
use super::point::{Point, point};
use super::shape::fits;
use crate::verification::CallKind;
use running::{HISTORY, eval, lines, on};

pub(super) const POINTS: &[Point] = &[
    point!(
        "eval-shape",
        "`eval` prints the documented keys; `judge` is the judge's summary.",
        shape
    ),
    point!(
        "eval-metrics",
        "Recall, MRR and nDCG are those of what `search` finds.",
        agreement::with_search
    ),
    point!(
        "eval-accuracy",
        "Right answers and abstentions are counted over what was asked.",
        accuracy
    ),
    point!(
        "eval-no-judge",
        "`judge` is null without `--judge`.",
        no_judge
    ),
    point!(
        "eval-no-answers",
        "With `--no-answers` nothing is asked, and `answer_accuracy` and `abstention` are null.",
        no_answers
    ),
    point!(
        "eval-failed-search",
        "A question whose search fails is counted and scores zero.",
        failures::search
    ),
    point!(
        "eval-failed-answer",
        "A question whose answer fails is counted and is wrong.",
        failures::answer
    ),
    point!(
        "eval-unscored-verdict",
        "A verdict that cannot be used is counted.",
        failures::verdict
    ),
    point!(
        "eval-min-coverage",
        "Below `--min-coverage` the report is printed, the history written, and the status is 1.",
        failures::min_coverage
    ),
    point!(
        "eval-history",
        "`eval` appends to the history: all of the report except `by_kind` and `misses`, and what it was measured on.",
        history
    ),
    point!(
        "eval-stable-version",
        "It measures the label's version outside of rollouts.",
        stable_version
    ),
    point!(
        "eval-not-remembered",
        "It measures never from the cache, and does not write to the log of answers.",
        not_remembered
    ),
];

async fn shape(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let seen = eval(fixture, &["--judge"], &[]).await?.document()?;
    let coverage = json!({
        "answerable": "count", "unanswerable": "count", "failed_searches": "count",
        "failed_answers": "count", "unscored_verdicts": "count", "share": "share",
    });
    let judge = json!({
        "faithfulness": "share?", "judged": "count", "passed": "count", "failed": "count", "unscored": "count",
        "unscored_ids": ["text"], "abstained": "count", "model": "text", "prompt_version": "count",
    });
    let shape = json!({
        "questions": "count", "coverage": coverage, "recall_at_5": "share", "mrr": "share", "ndcg_at_10": "share",
        "answer_accuracy": "share", "abstention": {"precision": "share?", "recall": "share?"}, "judge": judge,
        "by_kind": {}, "leg": "text", "misses": [{"id": "text", "what": "text", "detail": "text"}],
    });
    fits("`eval`", &seen, &shape)?;
    let counts = [
        &seen["questions"],
        &seen["coverage"]["answerable"],
        &seen["coverage"]["unanswerable"],
    ];
    same("questions, answerable and unanswerable", [6, 5, 1], counts)?;
    same("`leg`", "reranked", &seen["leg"])?;
    let judge = &seen["judge"];
    let judged = judge["judged"]
        .as_u64()
        .zip(judge["abstained"].as_u64())
        .map(|(a, b)| a + b);
    same("judged and abstained together", 6, judged)
}

async fn accuracy(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let mut questions = fixture.domain.questions();
    // A right answer that no wording accepts is wrong.
    questions[0].accept = vec!["a month of Sundays".into()];
    let seen = on(fixture, &questions, &[], &[]).await?.document()?;
    close("`answer_accuracy`", 4.0 / 5.0, &seen["answer_accuracy"])?;
    same(
        "`abstention`",
        json!({"precision": 1.0, "recall": 1.0}),
        &seen["abstention"],
    )?;
    let missed = seen["misses"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|miss| miss["id"] == questions[0].id);
    holds(missed, "the wrong answer among `misses`", &seen["misses"])
}

async fn no_judge(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let seen = on(fixture, &fixture.domain.questions()[..1], &[], &[])
        .await?
        .document()?;
    same("`judge`", Value::Null, &seen["judge"])
}

async fn no_answers(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let before = fixture.calls_so_far();
    let seen = eval(fixture, &["--no-answers"], &[]).await?.document()?;
    let answers = [
        &seen["answer_accuracy"],
        &seen["abstention"],
        &seen["judge"],
    ];
    same(
        "answer_accuracy, abstention and judge",
        [Value::Null, Value::Null, Value::Null],
        answers,
    )?;
    same(
        "the number of chats",
        0,
        fixture.calls(CallKind::Chat, before).len(),
    )
}

async fn history(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    fixture.put_lines("history.jsonl", &[json!({"at": 1})])?;
    let seen = eval(fixture, &["--no-answers"], &[]).await?.document()?;
    let kept = lines(&fixture.read(HISTORY)?);
    same("the number of lines", 2, kept.len())?;
    let line = &kept[1];
    let shape = json!({
        "at": "count", "questions_sha256": "sha256", "embedding_model": "text", "chat_model": "text",
        "index_epoch": "text", "prompt": {"version": "count", "label": "text", "sha256": "sha256"},
    });
    fits("a line of the history", line, &shape)?;
    let report = seen.as_object().into_iter().flatten();
    for (key, value) in report.filter(|(key, _)| !["by_kind", "misses"].contains(&key.as_str())) {
        same(
            &format!("`{key}` in the history"),
            value,
            &line[key.as_str()],
        )?;
    }
    let left_out = ["by_kind", "misses"].map(|key| line.get(key).is_some());
    same(
        "whether `by_kind` and `misses` are in it",
        [false, false],
        left_out,
    )?;
    let sum = fixture
        .tool(&["/usr/bin/sha256sum", "evals/questions.jsonl"])
        .await?;
    same(
        "`questions_sha256`",
        sum.split(' ').next(),
        &line["questions_sha256"],
    )
}

async fn stable_version(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let folder = fixture.registry()?;
    let labels =
        "[answer]\nproduction = 2\n\n[answer.rollout.production]\nversion = 3\npercent = 100\n";
    fixture.put("prompts/labels.toml", labels)?;
    let questions = &fixture.domain.questions()[..1];
    on(fixture, questions, &[], &[("HALDEN_PROMPTS", &folder)])
        .await?
        .document()?;
    let kept = lines(&fixture.read(HISTORY)?);
    same(
        "`prompt.version`",
        2,
        kept.last().map(|line| &line["prompt"]["version"]),
    )?;
    let calls = fixture.calls(CallKind::Chat, 0);
    let asked = calls
        .last()
        .map(|call| String::from_utf8_lossy(&call.request).into_owned());
    let stable = asked.is_some_and(|request| request.contains("at most two sentences"));
    holds(
        stable,
        "version 2 of the prompt in the call",
        "another prompt",
    )
}

async fn not_remembered(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let config = fixture.config(|config| set(config, "cache", "enabled", true))?;
    let variables = [("HALDEN_CONFIG", config.as_str())];
    let questions = &fixture.domain.questions()[..1];
    fixture
        .run_with(&["ask", &questions[0].text], &variables)
        .await?
        .document()?;
    let (logged, before) = (log(fixture).await?.len(), fixture.calls_so_far());
    on(fixture, questions, &[], &variables).await?.document()?;
    same(
        "the number of chats",
        1,
        fixture.calls(CallKind::Chat, before).len(),
    )?;
    same(
        "the lines in the log of answers",
        logged,
        log(fixture).await?.len(),
    )
}
