//! The pipeline's ranking metrics compared with the host's own, on lists
//! made to expose known mistakes.

pub mod lists;

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::metrics;
use crate::commands::succeed;
use crate::outcome::{Trouble, Verdict};
use crate::scenario::check_spec::{MetricCorrectness, Phase};
use crate::scene::Scene;
use lists::{List, Ranks};

const GOLD: &str = ".gold.jsonl";
const RUN: &str = ".run.jsonl";
const LIMIT: Duration = Duration::from_secs(60);
/// Differences in the details.
const SHOWN: usize = 8;

/// What `score --per-question` prints.
#[derive(Debug, Deserialize)]
struct Report {
    questions: usize,
    #[serde(flatten)]
    means: Means,
    #[serde(default)]
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Means {
    recall_at_5: f64,
    mrr: f64,
    ndcg_at_10: f64,
}

#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    recall_at_5: f64,
    reciprocal_rank: f64,
    ndcg_at_10: f64,
}

pub async fn run(
    parameters: &MetricCorrectness,
    scene: &mut Scene<'_>,
) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Built).await?;
    let lists = lists::made_up(parameters.lists, parameters.seed);
    let sandbox = scene.sandbox;
    sandbox.put_file(GOLD, lists::gold(&lists).as_bytes())?;
    sandbox.put_file(RUN, lists::run(&lists).as_bytes())?;
    let pipeline = sandbox.pipeline();
    let arguments = ["score", "--gold", GOLD, "--run", RUN, "--per-question"];
    let what = pipeline.named("score");
    let scored = succeed(sandbox, &what, pipeline.argv(arguments), LIMIT).await;
    sandbox.remove(GOLD)?;
    sandbox.remove(RUN)?;
    let report: Report = serde_json::from_slice(&scored?.stdout).map_err(|error| {
        let problem = error.to_string();
        malformed(problem)
    })?;
    judge(&lists, &report, parameters.tolerance)
}

fn judge(lists: &[List], report: &Report, tolerance: f64) -> Result<Verdict, Trouble> {
    if report.rows.len() != lists.len() {
        let (rows, lists) = (report.rows.len(), lists.len());
        return Err(malformed(format!("{rows} rows for {lists} questions")));
    }
    let (mut sums, mut differences) = ([0.0; 3], Vec::new());
    let mut worst: f64 = 0.0;
    for (list, row) in lists.iter().zip(&report.rows) {
        if list.id != row.id {
            return Err(malformed("not one row for each question, in their order"));
        }
        let expected = expected(&list.ranks());
        let seen = [row.recall_at_5, row.reciprocal_rank, row.ndcg_at_10];
        for (sum, value) in sums.iter_mut().zip(expected) {
            *sum += value;
        }
        let off = off(&expected, &seen);
        worst = worst.max(off);
        if off > tolerance {
            differences.push(json!({
                "question": list.id, "of": list.about, "ranks": list.ranks(),
                "expected": named(&expected), "seen": named(&seen),
            }));
        }
    }
    let means = sums.map(|sum| metrics::mean(sum, lists.len()));
    let seen = [
        report.means.recall_at_5,
        report.means.mrr,
        report.means.ndcg_at_10,
    ];
    let means_off = off(&means, &seen);
    let holds = differences.is_empty() && means_off <= tolerance && report.questions == lists.len();
    let summary = format!(
        "{} of {} made-up lists are scored otherwise than by the reference; the means are off by \
         {means_off:.2e}, at most {tolerance:.0e} is allowed",
        differences.len(),
        lists.len(),
    );
    let count = differences.len();
    differences.truncate(SHOWN);
    let details = json!({
        "lists": lists.len(), "different": count, "worst": worst,
        "means": { "expected": named(&means), "seen": named(&seen) },
        "questions": report.questions, "examples": differences,
    });
    Ok(Verdict::decide(holds, summary, details))
}

pub fn expected(ranks: &Ranks) -> [f64; 3] {
    [
        metrics::recall(ranks, 5),
        metrics::reciprocal_rank(ranks),
        metrics::ndcg(ranks, 10),
    ]
}

/// The largest difference. A value that is not finite counts as infinitely far off.
fn off(expected: &[f64; 3], seen: &[f64; 3]) -> f64 {
    let pairs = expected.iter().zip(seen);
    pairs.fold(0.0, |most: f64, (a, b)| {
        let off = (a - b).abs();
        if off.is_finite() {
            most.max(off)
        } else {
            f64::INFINITY
        }
    })
}

fn named(values: &[f64; 3]) -> Value {
    json!({ "recall_at_5": values[0], "mrr": values[1], "ndcg_at_10": values[2] })
}

fn malformed(problem: impl Into<String>) -> Trouble {
    Trouble::Malformed {
        what: "the report of `score`".into(),
        problem: problem.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::CheckOutcome;

    fn report(lists: &[List], twist: impl Fn(usize, &mut Row)) -> Report {
        let mut rows: Vec<Row> = lists
            .iter()
            .map(|list| {
                let [recall_at_5, reciprocal_rank, ndcg_at_10] = expected(&list.ranks());
                Row {
                    id: list.id.clone(),
                    recall_at_5,
                    reciprocal_rank,
                    ndcg_at_10,
                }
            })
            .collect();
        for (at, row) in rows.iter_mut().enumerate() {
            twist(at, row);
        }
        let mean = |of: fn(&Row) -> f64| metrics::mean(rows.iter().map(of).sum(), rows.len());
        let means = Means {
            recall_at_5: mean(|row| row.recall_at_5),
            mrr: mean(|row| row.reciprocal_rank),
            ndcg_at_10: mean(|row| row.ndcg_at_10),
        };
        Report {
            questions: lists.len(),
            means,
            rows,
        }
    }

    #[test]
    fn the_reference_passes_and_one_wrong_value_fails() {
        let lists = lists::made_up(40, 7);
        let outcome = |report: &Report| judge(&lists, report, 1e-6).unwrap().outcome;
        assert_eq!(outcome(&report(&lists, |_, _| {})), CheckOutcome::Pass);
        let off = report(&lists, |at, row| {
            if at == 3 {
                row.ndcg_at_10 += 1e-4;
            }
        });
        assert_eq!(outcome(&off), CheckOutcome::Fail);
        let nan = report(&lists, |_, row| row.recall_at_5 = f64::NAN);
        assert_eq!(outcome(&nan), CheckOutcome::Fail);
        let mut mean = report(&lists, |_, _| {});
        mean.means.mrr += 0.01;
        assert_eq!(outcome(&mean), CheckOutcome::Fail);
        let mut short = report(&lists, |_, _| {});
        short.rows.pop();
        assert!(judge(&lists, &short, 1e-6).is_err());
    }
}
