//! `eval report`: earlier runs, and what changed from one to the next.

use serde_json::{Value, json};

use super::failure::{Failure, Held, close, same};
use super::fixture::Fixture;
use super::point::{Point, point};
use super::shape::fits;

pub(super) const POINTS: &[Point] = &[
    point!(
        "report-runs",
        "`eval report` prints each line of the history, oldest first, with `since_previous`.",
        runs
    ),
    point!(
        "report-changed",
        "`changed` and `delta` say what is different between two runs.",
        changed
    ),
    point!(
        "report-last",
        "`--last N` shows the newest; the first one shown has null.",
        last
    ),
    point!(
        "report-questions",
        "Two runs are not comparable if their questions differ or are not known.",
        questions
    ),
    point!(
        "report-leg-and-judge",
        "Two runs are not comparable if their leg or their judge differs.",
        leg_and_judge
    ),
    point!(
        "report-missing-metric",
        "A metric that either of them lacks has no delta.",
        missing_metric
    ),
];

fn line(change: Value) -> Value {
    let mut line = json!({
        "at": 1, "questions": 6, "questions_sha256": "a", "leg": "reranked", "recall_at_5": 0.5,
        "mrr": 0.25, "ndcg_at_10": 0.25, "answer_accuracy": null, "abstention": null, "judge": null,
        "coverage": {"share": 1.0}, "prompt": {"version": 2, "label": "production", "sha256": "p"},
        "embedding_model": "e", "chat_model": "c", "index_epoch": "i",
    });
    if let Value::Object(change) = change {
        line.as_object_mut()
            .expect("a line is an object")
            .extend(change);
    }
    line
}

async fn report(fixture: &Fixture, lines: &[Value], more: &[&str]) -> Result<Vec<Value>, Failure> {
    let history = fixture.put_lines("history.jsonl", lines)?;
    let arguments = ["eval", "report", "--history", &history];
    let document = fixture
        .run(&[&arguments, more].concat())
        .await?
        .document()?;
    fits(
        "`eval report`",
        &document,
        &json!({"runs": [{"since_previous": "any"}]}),
    )?;
    Ok(document["runs"].as_array().cloned().unwrap_or_default())
}

async fn runs(fixture: &mut Fixture) -> Held {
    let lines = [
        line(json!({"at": 1, "note": "kept"})),
        line(json!({"at": 2})),
        line(json!({"at": 3})),
    ];
    let runs = report(fixture, &lines, &[]).await?;
    let at: Vec<&Value> = runs.iter().map(|run| &run["at"]).collect();
    same("`at` of the runs", [1, 2, 3], at)?;
    same("a line's own key", "kept", &runs[0]["note"])?;
    same(
        "`since_previous` of the first",
        Value::Null,
        &runs[0]["since_previous"],
    )?;
    let shape = json!({"comparable": "bool", "warnings": ["text"], "changed": {}, "delta": {}});
    fits("`since_previous`", &runs[1]["since_previous"], &shape)
}

async fn changed(fixture: &mut Fixture) -> Held {
    let next =
        line(json!({"prompt": {"version": 3, "label": "production", "sha256": "p"}, "mrr": 0.75}));
    let runs = report(fixture, &[line(json!({})), next], &[]).await?;
    let since = &runs[1]["since_previous"];
    same("`comparable`", true, &since["comparable"])?;
    same(
        "`changed`",
        json!({"prompt.version": {"from": 2, "to": 3}}),
        &since["changed"],
    )?;
    close("`delta.mrr`", 0.5, &since["delta"]["mrr"])?;
    close("`delta.recall_at_5`", 0.0, &since["delta"]["recall_at_5"])
}

async fn last(fixture: &mut Fixture) -> Held {
    let lines = [1, 2, 3].map(|at| line(json!({"at": at})));
    let runs = report(fixture, &lines, &["--last", "2"]).await?;
    let at: Vec<&Value> = runs.iter().map(|run| &run["at"]).collect();
    same("`at` of the runs", [2, 3], at)?;
    same(
        "`since_previous` of the first one shown",
        Value::Null,
        &runs[0]["since_previous"],
    )
}

/// Whether each run may be compared with the one before.
async fn comparable(fixture: &Fixture, lines: &[Value]) -> Result<Vec<Value>, Failure> {
    let runs = report(fixture, lines, &[]).await?;
    let later = runs.into_iter().skip(1);
    Ok(later
        .map(|mut run| run["since_previous"]["comparable"].take())
        .collect())
}

async fn questions(fixture: &mut Fixture) -> Held {
    let of = |questions: Value| line(json!({"questions_sha256": questions}));
    let lines = [
        of(json!("a")),
        of(json!("a")),
        of(json!("b")),
        of(Value::Null),
        of(Value::Null),
    ];
    let seen = comparable(fixture, &lines).await?;
    same("`comparable`", [true, false, false, false], seen)
}

async fn leg_and_judge(fixture: &mut Fixture) -> Held {
    let judged = |model: &str| {
        line(json!({"judge": {"model": model, "prompt_version": 1, "faithfulness": 1.0}}))
    };
    let lines = [
        line(json!({"leg": "bm25"})),
        line(json!({})),
        judged("small"),
        judged("small"),
        judged("large"),
    ];
    let seen = comparable(fixture, &lines).await?;
    same("`comparable`", [false, true, true, false], seen)
}

async fn missing_metric(fixture: &mut Fixture) -> Held {
    let lines = [
        line(json!({"answer_accuracy": 0.5})),
        line(json!({})),
        line(json!({"mrr": null})),
    ];
    let runs = report(fixture, &lines, &[]).await?;
    let deltas = |at: usize, key: &str| runs[at]["since_previous"]["delta"].get(key).cloned();
    same(
        "`delta.answer_accuracy`",
        None::<Value>,
        deltas(1, "answer_accuracy"),
    )?;
    same("`delta.mrr`", None::<Value>, deltas(2, "mrr"))?;
    close(
        "`delta.recall_at_5`",
        0.0,
        &deltas(2, "recall_at_5").unwrap_or_default(),
    )
}
