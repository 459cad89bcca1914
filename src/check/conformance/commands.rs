//! What holds for every command: one document, its status, files of lines, and the environment.

use serde_json::json;

use super::failure::{Held, holds, same};
use super::fixture::{Fixture, NOWHERE, Variable, question};
use super::point::{Point, point};

pub(super) const POINTS: &[Point] = &[
    point!(
        "command-one-document",
        "Each command prints one JSON document on stdout.",
        one_document
    ),
    point!(
        "command-failure",
        "Exit status is 1 if not all of it worked, with `error: …` on stderr.",
        failure
    ),
    point!(
        "command-wrong-arguments",
        "Exit status is 2 if the arguments are wrong.",
        wrong_arguments
    ),
    point!(
        "lines-blank",
        "In files of lines, blank lines are skipped.",
        blank_lines
    ),
    point!(
        "lines-unreadable",
        "A line that cannot be read is an error with file and line.",
        unreadable
    ),
    point!(
        "environment-state",
        "`HALDEN_STATE` says where the state is.",
        state
    ),
    point!(
        "environment-prompts",
        "`HALDEN_PROMPTS` says where the prompts are.",
        prompts
    ),
    point!(
        "environment-config",
        "`HALDEN_CONFIG` says where the configuration is.",
        config
    ),
    point!(
        "environment-provider",
        "`OPENAI_BASE_URL` says where the provider is.",
        provider
    ),
    point!(
        "environment-qdrant",
        "`QDRANT_URL` and `QDRANT_REST_URL` say where Qdrant is.",
        qdrant
    ),
    point!(
        "offline-commands",
        "`score`, `judge --verdicts`, `eval report`, `prompts` and `answers` need no network, no store and no configuration.",
        offline
    ),
    point!(
        "offline-judge",
        "`judge --batch` needs only the chat API.",
        judge_without_stores
    ),
];

/// Neither a network, nor a store, nor a configuration.
const OFFLINE: [Variable<'static>; 5] = [
    ("OPENAI_BASE_URL", NOWHERE),
    ("QDRANT_URL", NOWHERE),
    ("QDRANT_REST_URL", NOWHERE),
    ("HALDEN_CONFIG", ".conformance/none.toml"),
    ("HALDEN_STATE", ".conformance/none"),
];

const GOLD: &str = r#"{"id": "q", "spans": [{"doc": "d", "start": 0, "end": 9}]}"#;
const RUN: &str = r#"{"id": "q", "hits": [{"doc": "d", "start": 0, "end": 9}]}"#;

async fn one_document(fixture: &mut Fixture) -> Held {
    let ran = fixture.run(&["prompts", "list"]).await?;
    ran.document()?;
    let lines = String::from_utf8_lossy(&ran.stdout).lines().count();
    holds(lines > 0, "a line on stdout", lines)
}

async fn failure(fixture: &mut Fixture) -> Held {
    let arguments = [
        "score",
        "--gold",
        "no-such-gold.jsonl",
        "--run",
        "none.jsonl",
    ];
    fixture.run(&arguments).await?.refused("no-such-gold.jsonl")
}

async fn wrong_arguments(fixture: &mut Fixture) -> Held {
    for arguments in [
        &["no-such-command"] as &[&str],
        &["search"],
        &["score", "--gold", "gold.jsonl"],
        &["search", "--leg", "sparse", "gates"],
        &["judge"],
        &["eval", "--min-coverage", "1.5"],
    ] {
        fixture.run(arguments).await?.misused()?;
    }
    Ok(())
}

async fn blank_lines(fixture: &mut Fixture) -> Held {
    let gold = fixture.put("gold.jsonl", &format!("\n{GOLD}\n  \n\n"))?;
    let run = fixture.put("run.jsonl", &format!("\n\n{RUN}\n"))?;
    let scored = fixture
        .run(&["score", "--gold", &gold, "--run", &run])
        .await?;
    same("`questions`", 1, &scored.document()?["questions"])
}

async fn unreadable(fixture: &mut Fixture) -> Held {
    let gold = fixture.put("gold.jsonl", &format!("{GOLD}\n"))?;
    let run = fixture.put(
        "run.jsonl",
        &format!("{RUN}\n\n{{\"id\": \"q\", \"hits\": \n"),
    )?;
    let scored = fixture
        .run(&["score", "--gold", &gold, "--run", &run])
        .await?;
    scored.refused("run.jsonl")?;
    scored.refused("line 3")
}

async fn state(fixture: &mut Fixture) -> Held {
    let entry = json!({
        "at": 1, "question_sha256": "x", "customer": null, "model": "m", "cached": false,
        "prompt": {"name": "answer", "version": 1, "label": "production", "sha256": "s"},
        "prompt_tokens": 1, "completion_tokens": 1, "abstained": false, "cited": [],
    });
    fixture.put_lines("other/answers.jsonl", &[entry])?;
    let variables = [("HALDEN_STATE", ".conformance/other")];
    let answers = fixture
        .run_with(&["answers"], &variables)
        .await?
        .document()?;
    same("`answers` of another state folder", 1, &answers["answers"])
}

async fn prompts(fixture: &mut Fixture) -> Held {
    let folder = fixture.registry()?;
    fixture.sandbox.remove(&format!("{folder}/judge"))?;
    fixture.put("prompts/labels.toml", "[answer]\nproduction = 1\n")?;
    let variables = [("HALDEN_PROMPTS", folder.as_str())];
    let shown = fixture
        .run_with(&["prompts", "show", "answer"], &variables)
        .await?;
    same(
        "`version` in another folder of prompts",
        1,
        &shown.document()?["version"],
    )
}

async fn config(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let variables = [("HALDEN_CONFIG", ".conformance/none.toml")];
    let found = fixture.run_with(&["search", "gate 2"], &variables).await?;
    found.refused("none.toml")
}

async fn provider(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let config = fixture.config(|_| {})?;
    let variables = [
        ("OPENAI_BASE_URL", NOWHERE),
        ("HALDEN_CONFIG", config.as_str()),
    ];
    let found = fixture
        .run_with(&["search", "--leg", "dense", "gate 2"], &variables)
        .await?;
    found.refused("")
}

async fn qdrant(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let variables = [("QDRANT_URL", NOWHERE), ("QDRANT_REST_URL", NOWHERE)];
    let found = fixture
        .run_with(&["search", "--leg", "dense", "gate 2"], &variables)
        .await?;
    found.refused("")
}

async fn offline(fixture: &mut Fixture) -> Held {
    let gold = fixture.put("gold.jsonl", GOLD)?;
    let run = fixture.put("run.jsonl", RUN)?;
    let verdicts = fixture.put("verdicts.jsonl", r#"{"id": "q", "error": "503"}"#)?;
    let history = fixture.put("history.jsonl", r#"{"at": 1, "recall_at_5": 0.5}"#)?;
    for arguments in [
        &["score", "--gold", &gold, "--run", &run] as &[&str],
        &["judge", "--verdicts", &verdicts],
        &["eval", "report", "--history", &history],
        &["prompts", "list"],
        &["answers"],
    ] {
        fixture.run_with(arguments, &OFFLINE).await?.document()?;
    }
    Ok(())
}

async fn judge_without_stores(fixture: &mut Fixture) -> Held {
    let mut case = question("q", "How high is gate 2?", None);
    case.as_object_mut()
        .expect("a line is an object")
        .remove("customer");
    case["context"] =
        json!("[1] (notice/gate, effective 2025-05-05, current) Gate\nGate 2 is 3.95 m high.");
    case["answer"] = json!("Gate 2 is 3.95 m high. [1]");
    let batch = fixture.put_lines("cases.jsonl", &[case])?;
    let variables = [
        ("QDRANT_URL", NOWHERE),
        ("QDRANT_REST_URL", NOWHERE),
        ("HALDEN_STATE", ".conformance/none"),
    ];
    let judged = fixture
        .run_with(&["judge", "--batch", &batch], &variables)
        .await?;
    same(
        "`summary.judged`",
        1,
        &judged.document()?["summary"]["judged"],
    )
}
