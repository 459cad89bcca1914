use serde_json::json;

use super::*;

fn specs() -> Vec<CheckSpec> {
    let spec = |id: &str, run: serde_json::Value| {
        serde_json::from_value(json!({
            "id": id, "asserts": "It holds.", "where": "clean", "reason": "Because.", "run": run,
        }))
        .unwrap()
    };
    vec![
        spec("builds", json!({ "builds": { "within_seconds": 240 } })),
        spec(
            "recall",
            json!({ "retrieval": { "leg": "reranked", "k": 5, "at_least": 0.88 } }),
        ),
        spec("cost", json!({ "calls": { "most_inputs": 40 } })),
    ]
}

fn found(check: &str, outcome: CheckOutcome, details: Value) -> CheckResult {
    CheckResult {
        check: check.to_owned(),
        asserts: String::new(),
        outcome,
        summary: String::new(),
        details,
        duration: 0,
    }
}

#[test]
fn start_and_end_are_side_by_side_where_both_were_measured() {
    let start = [
        found("recall", CheckOutcome::Fail, json!({ "mean": 0.714_3 })),
        found("cost", CheckOutcome::Error, Value::Null),
    ];
    let end = [
        found("recall", CheckOutcome::Pass, json!({ "mean": 0.952_4 })),
        found(
            "cost",
            CheckOutcome::Pass,
            json!({ "inputs": 12, "requests": 2 }),
        ),
    ];
    let figures = figures(&specs(), Some(&start), &end);
    let shown: Vec<_> = figures
        .rows
        .iter()
        .map(|it| (&*it.wanted, it.start.as_deref(), it.end.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            ("at least 0.880", Some("0.714"), Some("0.952")),
            ("at most 40", None, Some("12")),
        ]
    );
    assert_eq!(
        figures.missing.as_deref(),
        Some("A dash is a figure that could not be measured.")
    );
}

#[test]
fn without_a_run_at_the_start_there_is_no_figure_and_the_reason_is_said() {
    let end = [found("recall", CheckOutcome::Pass, json!({ "mean": 0.9 }))];
    let shown = figures(&specs(), None, &end);
    assert!(shown.rows.iter().all(|it| it.start.is_none()));
    assert!(
        shown
            .missing
            .unwrap()
            .contains("were not measured in this session")
    );
    assert!(figures(&specs()[..1], None, &end).rows.is_empty());
}
