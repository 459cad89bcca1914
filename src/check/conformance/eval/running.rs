//! Runs `eval` with a history of its own.

use serde_json::{Value, json};

use crate::conformance::failure::Failure;
use crate::conformance::fixture::{Fixture, Variable};
use crate::conformance::ran::Ran;
use crate::pipeline::question::Question;

pub const HISTORY: &str = ".conformance/history.jsonl";

pub async fn eval(
    fixture: &Fixture,
    more: &[&str],
    variables: &[Variable<'_>],
) -> Result<Ran, Failure> {
    // The folder of the history is not the pipeline's to make.
    fixture.put("eval", "")?;
    let arguments = [&["eval", "--history", HISTORY], more].concat();
    fixture.run_with(&arguments, variables).await
}

/// Runs on these questions only.
pub async fn on(
    fixture: &Fixture,
    questions: &[Question],
    more: &[&str],
    variables: &[Variable<'_>],
) -> Result<Ran, Failure> {
    let lines: Vec<Value> = questions.iter().map(|it| json!(it)).collect();
    let file = fixture.put_lines("questions.jsonl", &lines)?;
    eval(
        fixture,
        &[&["--questions", &file], more].concat(),
        variables,
    )
    .await
}

pub fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_default())
        .collect()
}
