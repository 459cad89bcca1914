//! `judge`: how verdicts are read and added up, and how a model is asked for them.

mod asking;

use serde_json::{Value, json};

use super::failure::{Failure, Held, same};
use super::fixture::Fixture;
use super::point::{Point, point};
use super::ran::Ran;
use super::shape::fits;

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
        asking::batch
    ),
    point!(
        "judge-abstained",
        "An answer with the abstention's words is not judged and not sent.",
        asking::abstained
    ),
    point!(
        "judge-asked-once-more",
        "An unusable verdict is asked for once more.",
        asking::once_more
    ),
    point!(
        "judge-failed-call",
        "A failed call is not asked for again, and its verdict is unscored with status 0.",
        asking::failed_call
    ),
];

const PASS: &str = r#"{"verdict": "pass", "reason": "It is in [1]."}"#;
const FAIL: &str = r#"{"verdict": "fail", "reason": "It is nowhere."}"#;

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
