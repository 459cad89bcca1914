//! Evaluations over time: a line for each run, and what changed from one to the next.
//!
//! Lines are kept as they were written. A run of an earlier release lacks what that release did not
//! measure, and what is missing is never taken for zero.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Report, read_lines};
use crate::journal;

/// What a run was a run of.
const CIRCUMSTANCES: [&str; 10] = [
    "/questions_sha256",
    "/leg",
    "/prompt/label",
    "/prompt/version",
    "/prompt/sha256",
    "/embedding_model",
    "/chat_model",
    "/index_epoch",
    "/judge/model",
    "/judge/prompt_version",
];

/// What a run measured.
const METRICS: [&str; 8] = [
    "/recall_at_5",
    "/mrr",
    "/ndcg_at_10",
    "/answer_accuracy",
    "/abstention/precision",
    "/abstention/recall",
    "/judge/faithfulness",
    "/coverage/share",
];

/// What a run was measured on.
#[derive(Debug, Clone, Serialize)]
pub struct MeasuredOn {
    /// SHA-256 of the file of questions.
    pub questions_sha256: String,
    /// The prompt.
    pub prompt: Value,
    /// The model of the dense leg.
    pub embedding_model: String,
    /// The model that answered.
    pub chat_model: String,
    /// The content of the index.
    pub index_epoch: String,
}

#[derive(Serialize)]
struct Line<'a> {
    at: u64,
    questions: usize,
    coverage: &'a super::report::Coverage,
    leg: crate::retrieve::Leg,
    recall_at_5: f64,
    mrr: f64,
    ndcg_at_10: f64,
    answer_accuracy: Option<f64>,
    abstention: &'a Option<super::report::Abstention>,
    judge: &'a Option<super::JudgeSummary>,
    #[serde(flatten)]
    on: &'a MeasuredOn,
}

/// Appends the line of a run.
pub fn remember(history: &Path, report: &Report, on: &MeasuredOn) -> Result<()> {
    let line = Line {
        at: journal::now(),
        questions: report.questions,
        coverage: &report.coverage,
        leg: report.leg,
        recall_at_5: report.recall_at_5,
        mrr: report.mrr,
        ndcg_at_10: report.ndcg_at_10,
        answer_accuracy: report.answer_accuracy,
        abstention: &report.abstention,
        judge: &report.judge,
        on,
    };
    journal::append(history, &line).with_context(|| format!("cannot write {}", history.display()))
}

/// The runs of a history, oldest first; the last so many.
pub fn read_runs(history: &Path, last: Option<usize>) -> Result<Vec<Value>> {
    let mut runs: Vec<Value> = read_lines(history)?;
    ensure!(runs.iter().all(Value::is_object), "{} holds no runs", history.display());
    let from = last.map_or(0, |last| runs.len().saturating_sub(last));
    Ok(runs.split_off(from))
}

/// Each run with `since_previous`: what is different, and whether the two may be compared.
pub fn compare(runs: &[Value]) -> Value {
    let before = std::iter::once(None).chain(runs.iter().map(Some));
    let described = before.zip(runs).map(|(before, run)| {
        let mut described = run.clone();
        described["since_previous"] = before.map_or(Value::Null, |before| difference(before, run));
        described
    });
    json!({ "runs": described.collect::<Vec<_>>() })
}

fn difference(before: &Value, run: &Value) -> Value {
    let mut changed = Map::new();
    for path in CIRCUMSTANCES {
        let (from, to) = (at(before, path), at(run, path));
        if from != to {
            changed.insert(name(path), json!({ "from": from, "to": to }));
        }
    }
    let delta = METRICS.into_iter().filter_map(|path| {
        let (from, to) = (at(before, path).as_f64()?, at(run, path).as_f64()?);
        Some((name(path), json!(to - from)))
    });
    let warnings = warnings(before, run);
    json!({
        "comparable": warnings.is_empty(),
        "warnings": warnings,
        "changed": changed,
        "delta": delta.collect::<Map<_, _>>(),
    })
}

/// Why two runs do not measure the same thing.
fn warnings(before: &Value, run: &Value) -> Vec<&'static str> {
    let differ = |path| at(before, path) != at(run, path);
    let mut warnings = Vec::new();
    let (from, to) = (at(before, "/questions_sha256"), at(run, "/questions_sha256"));
    if from.is_null() || to.is_null() {
        warnings.push("it is not known whether both were measured on the same questions");
    } else if from != to {
        warnings.push("measured on different questions");
    }
    if differ("/leg") {
        warnings.push("measured on different legs");
    }
    let judged = |run| !at(run, "/judge").is_null();
    let judges_differ = differ("/judge/model") || differ("/judge/prompt_version");
    if judged(before) && judged(run) && judges_differ {
        warnings.push("judged by different judges");
    }
    warnings
}

fn at<'a>(run: &'a Value, path: &str) -> &'a Value {
    run.pointer(path).unwrap_or(&Value::Null)
}

/// `/prompt/version` is `prompt.version` in a report.
fn name(path: &str) -> String {
    path.trim_start_matches('/').replace('/', ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(questions: Option<&str>, version: u32, recall: f64) -> Value {
        json!({
            "at": 1, "questions_sha256": questions, "leg": "reranked", "recall_at_5": recall,
            "prompt": {"version": version}, "answer_accuracy": null, "judge": null,
        })
    }

    #[test]
    fn neighbours_are_compared_and_what_is_missing_is_not_zero() {
        let runs = [run(Some("a"), 2, 0.5), run(Some("a"), 3, 0.75)];
        let report = compare(&runs);
        assert_eq!(report["runs"][0]["since_previous"], Value::Null);
        let since = &report["runs"][1]["since_previous"];
        assert_eq!(since["comparable"], true);
        assert_eq!(since["changed"], json!({"prompt.version": {"from": 2, "to": 3}}));
        assert_eq!(since["delta"], json!({"recall_at_5": 0.25}));
    }

    #[test]
    fn other_questions_another_leg_or_another_judge_are_flagged() {
        let comparable = |before: &Value, after: &Value| {
            compare(&[before.clone(), after.clone()])["runs"][1]["since_previous"]["comparable"]
                == json!(true)
        };
        let one = run(Some("a"), 2, 0.5);
        assert!(comparable(&one, &one));
        assert!(!comparable(&one, &run(Some("b"), 2, 0.5)));
        assert!(!comparable(&one, &run(None, 2, 0.5)));
        let mut other = one.clone();
        other["leg"] = json!("bm25");
        assert!(!comparable(&one, &other));
        let judged = |model: &str| {
            let mut run = one.clone();
            run["judge"] = json!({"model": model, "prompt_version": 1});
            run
        };
        assert!(comparable(&one, &judged("small")));
        assert!(comparable(&judged("small"), &judged("small")));
        assert!(!comparable(&judged("small"), &judged("large")));
    }

    #[test]
    fn the_last_runs_are_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let history = folder.path().join("history.jsonl");
        for version in 1..=3 {
            journal::append(&history, &run(Some("a"), version, 0.5)).unwrap();
        }
        let versions = |last| {
            let runs = read_runs(&history, last).unwrap();
            runs.iter().map(|run| run["prompt"]["version"].as_u64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(versions(Some(2)), [2, 3]);
        assert_eq!(versions(Some(9)), [1, 2, 3]);
        assert_eq!(versions(None), [1, 2, 3]);
    }
}
