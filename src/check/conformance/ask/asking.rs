//! Asks, and knows what an answer looks like.

use serde_json::{Value, json};

use crate::conformance::failure::Failure;
use crate::conformance::fixture::{Fixture, Variable};

/// The shape of an answer.
pub(in crate::conformance) fn answer() -> Value {
    let place = json!({"doc": "text", "chunk": "count"});
    let block = json!({"doc": "text", "chunk": "count", "start": "count", "end": "count"});
    json!({
        "question": "text", "answer": "text", "abstained": "bool", "citations": [place],
        "prompt": {"name": "text", "version": "count", "label": "text?", "sha256": "sha256"},
        "model": "text", "usage": {"prompt_tokens": "count", "completion_tokens": "count"},
        "context": [block], "validation": {"grounded": "bool", "problems": ["text"]}, "cached": "bool",
    })
}

pub(in crate::conformance) const GATE: &str = "What is the height of gate 2?";

/// The results of a batch that works.
pub(in crate::conformance) async fn asked(
    fixture: &Fixture,
    lines: &[Value],
    variables: &[Variable<'_>],
) -> Result<Vec<Value>, Failure> {
    let batch = fixture.put_lines("questions.jsonl", lines)?;
    let ran = fixture
        .run_with(&["ask", "--batch", &batch], variables)
        .await?;
    Ok(ran.document()?["results"]
        .as_array()
        .cloned()
        .unwrap_or_default())
}

/// The lines of the log of answers.
pub(in crate::conformance) async fn log(fixture: &Fixture) -> Result<Vec<Value>, Failure> {
    let path = format!("{}/answers.jsonl", fixture.sandbox.pipeline().state);
    let text = fixture
        .tool(&["/bin/sh", "-c", &format!("cat {path} 2>/dev/null || true")])
        .await?;
    Ok(text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_default())
        .collect())
}
