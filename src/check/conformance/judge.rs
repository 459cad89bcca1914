//! `judge`: how verdicts are read and added up, and how a model is asked for them.

use serde_json::{Value, json};

use super::fixture::Fixture;
use super::point::{Failure, Held, Point, holds, point, same};
use super::ran::Ran;
use super::shape::fits;
use crate::scenario::check_spec::{StubMode, StubTarget};
use crate::verification::CallKind;

pub(super) const POINTS: &[Point] = &[
    point!(
        "judge-shape",
        "`judge` prints `results` and a `summary`.",
        shape
    ),
    point!(
        "judge-summary",
        "`judged` = passed + failed + unscored, and `faithfulness` = passed / judged.",
        summary
    ),
    point!(
        "judge-nothing-judged",
        "`faithfulness` is null if nothing was judged.",
        nothing_judged
    ),
    point!(
        "judge-nobody-asked",
        "`model` and `prompt_version` are null with `--verdicts`.",
        nobody_asked
    ),
    point!(
        "judge-fence-unscored",
        "A verdict is one JSON object and nothing around it.",
        fence
    ),
    point!(
        "judge-words-unscored",
        "A `verdict` is exactly `pass` or `fail`.",
        words
    ),
    point!(
        "judge-reason-unscored",
        "A verdict has a `reason` that is not blank.",
        reason
    ),
    point!(
        "judge-truncated-unscored",
        "A cut-off text is unscored.",
        truncated
    ),
    point!(
        "judge-error-unscored",
        "A failed call is unscored.",
        error_line
    ),
    point!(
        "judge-id-twice",
        "An id twice is an error that names it.",
        id_twice
    ),
    point!(
        "judge-text-or-error",
        "A line with neither or both of `text` and `error` is an error.",
        text_or_error
    ),
    point!(
        "judge-batch",
        "With `--batch`, `summary` names the model and the version of the label's prompt.",
        batch
    ),
    point!(
        "judge-abstained",
        "An answer with the abstention's words is not judged and not sent.",
        abstained
    ),
    point!(
        "judge-asked-once-more",
        "An unusable verdict is asked for once more.",
        once_more
    ),
    point!(
        "judge-failed-call",
        "A failed call is not asked for again, and its verdict is unscored with status 0.",
        failed_call
    ),
];

const PASS: &str = r#"{"verdict": "pass", "reason": "It is in [1]."}"#;
const FAIL: &str = r#"{"verdict": "fail", "reason": "It is nowhere."}"#;
/// The words of an answer that abstains.
pub(super) const ABSTENTION: &str = "I don't know based on the documents I have.";

async fn verdicts(fixture: &Fixture, lines: &[Value]) -> Result<Ran, Failure> {
    let file = fixture.put_lines("verdicts.jsonl", lines)?;
    fixture.run(&["judge", "--verdicts", &file]).await
}

/// What each of these texts is read as.
async fn read_as(fixture: &Fixture, texts: &[&str]) -> Result<Vec<Value>, Failure> {
    let lines = texts
        .iter()
        .zip(1..)
        .map(|(text, id)| json!({"id": format!("q{id}"), "text": text}));
    let document = verdicts(fixture, &lines.collect::<Vec<_>>())
        .await?
        .document()?;
    let results = document["results"].as_array().cloned().unwrap_or_default();
    Ok(results
        .into_iter()
        .map(|mut result| result["verdict"].take())
        .collect())
}

/// Requires that none of these texts is a verdict.
async fn unusable(fixture: &Fixture, texts: &[&str]) -> Held {
    let seen = read_as(fixture, texts).await?;
    same(
        &format!("the verdicts of {texts:?}"),
        vec!["unscored"; texts.len()],
        seen,
    )
}

fn four() -> [Value; 4] {
    [
        json!({"id": "q1", "text": PASS}),
        json!({"id": "q2", "text": FAIL}),
        json!({"id": "q3", "error": "503"}),
        json!({"id": "q4", "text": PASS, "truncated": false}),
    ]
}

async fn shape(fixture: &mut Fixture) -> Held {
    let document = verdicts(fixture, &four()).await?.document()?;
    let summary = json!({
        "faithfulness": "share?", "judged": "count", "passed": "count", "failed": "count",
        "unscored": "count", "unscored_ids": ["text"], "abstained": "count", "model": "text?",
        "prompt_version": "count?",
    });
    let result = json!({"id": "text", "verdict": "text", "reason": "text"});
    fits(
        "`judge`",
        &document,
        &json!({"results": [result], "summary": summary}),
    )?;
    let read = document["results"].as_array().into_iter().flatten();
    let read: Vec<_> = read.map(|it| json!([it["id"], it["verdict"]])).collect();
    let expected = json!([
        ["q1", "pass"],
        ["q2", "fail"],
        ["q3", "unscored"],
        ["q4", "pass"]
    ]);
    same("the verdicts in their order", expected, read)
}

async fn summary(fixture: &mut Fixture) -> Held {
    let summary = &verdicts(fixture, &four()).await?.document()?["summary"];
    let counts = ["judged", "passed", "failed", "unscored", "abstained"].map(|key| &summary[key]);
    same(
        "judged, passed, failed, unscored and abstained",
        [4, 2, 1, 1, 0],
        counts,
    )?;
    same("`unscored_ids`", ["q3"], &summary["unscored_ids"])?;
    same("`faithfulness`", 0.5, &summary["faithfulness"])
}

async fn nothing_judged(fixture: &mut Fixture) -> Held {
    let document = verdicts(fixture, &[]).await?.document()?;
    same(
        "`faithfulness`",
        Value::Null,
        &document["summary"]["faithfulness"],
    )
}

async fn nobody_asked(fixture: &mut Fixture) -> Held {
    let document = verdicts(fixture, &four()).await?.document()?;
    let summary = &document["summary"];
    let by = [&summary["model"], &summary["prompt_version"]];
    same(
        "`model` and `prompt_version`",
        [Value::Null, Value::Null],
        by,
    )
}

async fn fence(fixture: &mut Fixture) -> Held {
    let fenced = format!("```json\n{PASS}\n```");
    let told = format!("Here it is: {PASS}");
    let followed = format!("{PASS} I hope this helps.");
    let list = format!("[{PASS}]");
    unusable(fixture, &[&fenced, &told, &followed, &list, "pass", ""]).await?;
    let padded = format!("\n  {PASS}\n");
    same(
        "the verdict within white space",
        ["pass"],
        read_as(fixture, &[&padded]).await?,
    )
}

async fn words(fixture: &mut Fixture) -> Held {
    let of = |verdict: &str| json!({"verdict": verdict, "reason": "It is in [1]."}).to_string();
    let texts = ["PASS", "Pass", "passed", " pass", "true", ""].map(of);
    let more = [r#"{"verdict": true, "reason": "x"}"#, r#"{"reason": "x"}"#];
    let texts: Vec<&str> = texts.iter().map(String::as_str).chain(more).collect();
    unusable(fixture, &texts).await
}

async fn reason(fixture: &mut Fixture) -> Held {
    let texts = [
        r#"{"verdict": "pass"}"#,
        r#"{"verdict": "pass", "reason": ""}"#,
        r#"{"verdict": "pass", "reason": " \n "}"#,
        r#"{"verdict": "pass", "reason": null}"#,
    ];
    unusable(fixture, &texts).await
}

async fn truncated(fixture: &mut Fixture) -> Held {
    let lines = [json!({"id": "q", "text": PASS, "truncated": true})];
    let document = verdicts(fixture, &lines).await?.document()?;
    same(
        "the verdict",
        "unscored",
        &document["results"][0]["verdict"],
    )
}

async fn error_line(fixture: &mut Fixture) -> Held {
    let document = verdicts(fixture, &[json!({"id": "q", "error": "503"})])
        .await?
        .document()?;
    same(
        "the verdict",
        "unscored",
        &document["results"][0]["verdict"],
    )
}

async fn id_twice(fixture: &mut Fixture) -> Held {
    let lines = [
        json!({"id": "again", "text": PASS}),
        json!({"id": "again", "text": FAIL}),
    ];
    verdicts(fixture, &lines).await?.refused("again")
}

async fn text_or_error(fixture: &mut Fixture) -> Held {
    verdicts(fixture, &[json!({"id": "neither"})])
        .await?
        .refused("neither")?;
    let both = json!({"id": "both", "text": PASS, "error": "503"});
    verdicts(fixture, &[both]).await?.refused("both")
}

fn case(id: &str, answer: &str) -> Value {
    let context = "[1] (notice/gate-four, effective 2025-05-05, current) Gate 4 is closed\n\
                   The height of gate 2 is 3.95 m.";
    json!({"id": id, "question": "What is the height of gate 2?", "context": context, "answer": answer})
}

const TRUE: &str = "The height of gate 2 is 3.95 m. [1]";

async fn asked(fixture: &Fixture, cases: &[Value], more: &[&str]) -> Result<Ran, Failure> {
    let batch = fixture.put_lines("cases.jsonl", cases)?;
    let config = fixture.config(|_| {})?;
    let variables = [("HALDEN_CONFIG", config.as_str())];
    let arguments = ["judge", "--batch", &batch];
    fixture
        .run_with(&[&arguments, more].concat(), &variables)
        .await
}

async fn batch(fixture: &mut Fixture) -> Held {
    let cases = [
        case("true", TRUE),
        case("false", "The height of gate 2 is 7.20 m. [1]"),
    ];
    let document = asked(fixture, &cases, &["--label", "staging"])
        .await?
        .document()?;
    let read = document["results"].as_array().into_iter().flatten();
    let read: Vec<_> = read.map(|it| json!([it["id"], it["verdict"]])).collect();
    same(
        "the verdicts",
        json!([["true", "pass"], ["false", "fail"]]),
        read,
    )?;
    let summary = &document["summary"];
    holds(
        summary["model"].is_string(),
        "the name of a model",
        &summary["model"],
    )?;
    same(
        "`prompt_version` of the label `staging`",
        2,
        &summary["prompt_version"],
    )
}

async fn abstained(fixture: &mut Fixture) -> Held {
    let before = fixture.calls_so_far();
    let document = asked(fixture, &[case("q", ABSTENTION)], &[])
        .await?
        .document()?;
    same(
        "the verdict",
        "abstained",
        &document["results"][0]["verdict"],
    )?;
    let summary = &document["summary"];
    let counts = [&summary["judged"], &summary["abstained"]];
    same("`judged` and `abstained`", [0, 1], counts)?;
    same(
        "the number of calls",
        0,
        fixture.calls(CallKind::Chat, before).len(),
    )
}

async fn once_more(fixture: &mut Fixture) -> Held {
    let before = fixture.calls_so_far();
    fixture.misbehave(StubTarget::Chat, StubMode::Nonsense);
    let document = asked(fixture, &[case("q", TRUE)], &[]).await?.document()?;
    same(
        "the verdict",
        "unscored",
        &document["results"][0]["verdict"],
    )?;
    same(
        "the number of calls",
        2,
        fixture.calls(CallKind::Chat, before).len(),
    )
}

/// The client makes four attempts of one call, and nothing above it calls again.
async fn failed_call(fixture: &mut Fixture) -> Held {
    let before = fixture.calls_so_far();
    fixture.misbehave(StubTarget::Chat, StubMode::Fail);
    let document = asked(fixture, &[case("q", TRUE)], &[]).await?.document()?;
    same(
        "the verdict",
        "unscored",
        &document["results"][0]["verdict"],
    )?;
    same(
        "the number of attempts",
        4,
        fixture.calls(CallKind::Chat, before).len(),
    )
}
