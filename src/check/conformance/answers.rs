//! `answers`: which version answered, added up from the log.

use serde_json::{Value, json};

use super::failure::{Failure, Held, close, same};
use super::fixture::{Fixture, lines};
use super::point::{Point, point};
use super::shape::fits;

pub(super) const POINTS: &[Point] = &[
    point!(
        "answers-shape",
        "`answers` prints `answers`, `hit_ratio`, `versions` and `unreadable`.",
        shape
    ),
    point!(
        "answers-sums",
        "`hit_ratio` is the share that came from the cache, and `mean_input_tokens` the mean of the others.",
        sums
    ),
    point!(
        "answers-versions",
        "Answers are added up by prompt, version and sha256.",
        versions
    ),
    point!(
        "answers-none",
        "`hit_ratio` and `mean_input_tokens` are null if there are none.",
        none
    ),
    point!(
        "answers-since",
        "`--since SECONDS` leaves out older answers.",
        since
    ),
    point!(
        "answers-unreadable",
        "`unreadable` counts lines that are not entries.",
        unreadable
    ),
];

const STATE: &str = ".conformance/log";

fn entry(at: u64, version: u32, cached: bool, tokens: u64, cited: &[&str]) -> Value {
    json!({
        "at": at, "question_sha256": "q", "customer": null, "model": "m", "cached": cached,
        "prompt": {"name": "answer", "version": version, "label": "production", "sha256": "s"},
        "prompt_tokens": tokens, "completion_tokens": 9, "abstained": cited.is_empty(), "cited": cited,
    })
}

async fn summary(fixture: &Fixture, log: &str, more: &[&str]) -> Result<Value, Failure> {
    fixture.put("log/answers.jsonl", log)?;
    let arguments = [&["answers"], more].concat();
    let ran = fixture
        .run_with(&arguments, &[("HALDEN_STATE", STATE)])
        .await?;
    ran.document()
}

fn four() -> String {
    lines(&[
        entry(10, 3, false, 1000, &["policy/a"]),
        entry(20, 3, false, 2000, &[]),
        entry(30, 3, true, 9000, &["policy/a"]),
        entry(40, 4, true, 9000, &["policy/a", "policy/b"]),
    ])
}

async fn shape(fixture: &mut Fixture) -> Held {
    let seen = summary(fixture, &four(), &[]).await?;
    let version = json!({
        "prompt": "text", "version": "count", "sha256": "text", "answers": "count", "cached": "count",
        "abstained_share": "share", "cited_share": "share", "mean_input_tokens": "number?",
    });
    let shape = json!({
        "answers": "count", "hit_ratio": "share?", "versions": [version], "unreadable": "count",
    });
    fits("`answers`", &seen, &shape)
}

async fn sums(fixture: &mut Fixture) -> Held {
    let seen = summary(fixture, &four(), &[]).await?;
    same("`answers`", 4, &seen["answers"])?;
    close("`hit_ratio`", 0.5, &seen["hit_ratio"])?;
    let third = &seen["versions"][0];
    close("`mean_input_tokens`", 1500.0, &third["mean_input_tokens"])?;
    close("`abstained_share`", 1.0 / 3.0, &third["abstained_share"])?;
    close("`cited_share`", 2.0 / 3.0, &third["cited_share"])
}

async fn versions(fixture: &mut Fixture) -> Held {
    let mut edited = entry(50, 4, false, 10, &[]);
    edited["prompt"]["sha256"] = json!("t");
    let log = four() + &lines(&[edited]);
    let seen = summary(fixture, &log, &[]).await?;
    let versions = seen["versions"].as_array().into_iter().flatten();
    let counts: Vec<Value> = versions
        .map(|it| {
            json!([
                it["prompt"],
                it["version"],
                it["sha256"],
                it["answers"],
                it["cached"]
            ])
        })
        .collect();
    let expected = json!([
        ["answer", 3, "s", 3, 1],
        ["answer", 4, "s", 1, 1],
        ["answer", 4, "t", 1, 0]
    ]);
    same("the versions", expected, counts)
}

async fn none(fixture: &mut Fixture) -> Held {
    let seen = summary(fixture, "", &[]).await?;
    same(
        "`answers` and `hit_ratio`",
        json!([0, null]),
        [&seen["answers"], &seen["hit_ratio"]],
    )?;
    let seen = summary(fixture, &four(), &[]).await?;
    same(
        "`mean_input_tokens`",
        Value::Null,
        &seen["versions"][1]["mean_input_tokens"],
    )?;
    fixture.sandbox.remove(STATE)?;
    let ran = fixture
        .run_with(&["answers"], &[("HALDEN_STATE", STATE)])
        .await?;
    same("`answers` without a log", 0, &ran.document()?["answers"])
}

async fn since(fixture: &mut Fixture) -> Held {
    let now: u64 = fixture
        .tool(&["/bin/date", "+%s"])
        .await?
        .trim()
        .parse()
        .unwrap_or_default();
    let log = lines(&[
        entry(now - 4000, 3, false, 1, &[]),
        entry(now - 5, 3, false, 1, &[]),
    ]);
    let seen = summary(fixture, &log, &["--since", "3000"]).await?;
    same("`answers`", 1, &seen["answers"])
}

async fn unreadable(fixture: &mut Fixture) -> Held {
    let log = format!("{}{{\"at\": 50, \"question\n\n[]\n", four());
    let seen = summary(fixture, &log, &[]).await?;
    same(
        "`answers` and `unreadable`",
        [4, 2],
        [&seen["answers"], &seen["unreadable"]],
    )
}
