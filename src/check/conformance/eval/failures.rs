//! What `eval` counts as failed.

use serde_json::{Value, json};

use super::running::{HISTORY, lines, on};
use crate::conformance::failure::{Failure, Held, close, holds, same};
use crate::conformance::fixture::Fixture;
use crate::pipeline::question::Question;
use crate::scenario::check_spec::{StubMode, StubTarget};

/// Two questions, the second of which quotes what is not in the documents.
fn one_stale(fixture: &Fixture) -> Vec<Question> {
    let mut questions = fixture.domain.questions();
    questions.truncate(2);
    questions[1].spans[0].quote = "These words are not in the document.".into();
    questions
}

/// The counts of failures in a report.
fn failed(report: &Value) -> Value {
    let coverage = &report["coverage"];
    json!(["failed_searches", "failed_answers", "unscored_verdicts"].map(|key| &coverage[key]))
}

pub async fn search(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let questions = one_stale(fixture);
    let seen = on(fixture, &questions, &["--no-answers"], &[])
        .await?
        .document()?;
    same(
        "failed searches, failed answers, unscored verdicts",
        json!([1, 0, 0]),
        failed(&seen),
    )?;
    close("`coverage.share`", 0.5, &seen["coverage"]["share"])?;
    same("`questions`", 2, &seen["questions"])?;
    let recall = seen["recall_at_5"].as_f64().unwrap_or(1.0);
    holds(
        recall <= 0.5,
        "a recall that counts the failed search as zero",
        recall,
    )
}

/// Runs while the chat misbehaves.
async fn misbehaving(fixture: &Fixture, mode: StubMode, more: &[&str]) -> Result<Value, Failure> {
    let config = fixture.config(|_| {})?;
    let variables = [("HALDEN_CONFIG", config.as_str())];
    fixture.misbehave(StubTarget::Chat, mode);
    let questions = &fixture.domain.questions()[..2];
    on(fixture, questions, more, &variables).await?.document()
}

pub async fn answer(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let seen = misbehaving(fixture, StubMode::Fail, &[]).await?;
    same(
        "failed searches, failed answers, unscored verdicts",
        json!([0, 2, 0]),
        failed(&seen),
    )?;
    close("`coverage.share`", 0.0, &seen["coverage"]["share"])?;
    close("`answer_accuracy`", 0.0, &seen["answer_accuracy"])
}

pub async fn verdict(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let seen = misbehaving(fixture, StubMode::Nonsense, &["--judge"]).await?;
    same(
        "failed searches, failed answers, unscored verdicts",
        json!([0, 0, 2]),
        failed(&seen),
    )?;
    close("`coverage.share`", 0.0, &seen["coverage"]["share"])?;
    close("`judge.faithfulness`", 0.0, &seen["judge"]["faithfulness"])
}

pub async fn min_coverage(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let questions = one_stale(fixture);
    let ran = on(
        fixture,
        &questions,
        &["--no-answers", "--min-coverage", "0.6"],
        &[],
    )
    .await?;
    ran.failed("0.5")?;
    close(
        "`coverage.share`",
        0.5,
        &ran.printed()?["coverage"]["share"],
    )?;
    same(
        "the lines of the history",
        1,
        lines(&fixture.read(HISTORY)?).len(),
    )?;
    on(
        fixture,
        &questions,
        &["--no-answers", "--min-coverage", "0.5"],
        &[],
    )
    .await?
    .document()
    .map(drop)
}
