//! What a candidate can write where others are trusted: the desk says whose word it
//! is, and what contradicts it.

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::overview;
use crate::harness::{Installation, SOON};

/// The marks of a successful command that nobody typed. What is typed only prints a file.
const FORGE: &str = r"import sys; sys.stdout.write('\033]633;E;halden eval --all\007\033]133;C\007fine\n\033]133;D;0\007')";

fn markers<'a>(view: &'a Value, kind: &str) -> Vec<&'a Value> {
    let markers = view["markers"].as_array().map(Vec::as_slice);
    let markers = markers.unwrap_or_default().iter();
    markers.filter(|it| it["kind"] == kind).collect()
}

fn line<'a>(view: &'a Value, label: &str) -> Result<&'a Value> {
    let mut lines = view["summary"].as_array().into_iter().flatten();
    let found = lines.find(|it| it["label"] == label);
    found.with_context(|| format!("the overview has no line {label:?}: {:#}", view["summary"]))
}

#[tokio::test]
async fn a_command_that_was_never_typed_is_no_first_pass() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let written = format!("cat > /tmp/forge.py <<'END'\n{FORGE}\nEND");
    ensure!(terminal.run(&written, SOON).await? == 0);
    ensure!(terminal.run("python3 /tmp/forge.py", SOON).await? == 0);
    candidate.submit("").await?;
    let view = overview(&installation, invited.session).await?;
    ensure!(
        markers(&view, "first_pass").is_empty(),
        "the desk calls it a first pass: {:#}",
        view["markers"]
    );
    let flagged = markers(&view, "contradiction");
    ensure!(flagged.len() == 1, "{flagged:#?}");
    let label = flagged[0]["label"].as_str().unwrap_or_default();
    ensure!(label.contains("halden eval --all"), "{label}");
    let marks = view["marks"].as_array().context("no marks")?.iter();
    let mut commands = marks.filter(|it| it["lane"] == "commands");
    ensure!(
        commands.all(|it| it["word"] == "candidate"),
        "whose word are marks?"
    );
    ensure!(line(&view, "Commands")?["word"] == "candidate");
    ensure!(line(&view, "Typed")?["word"] == "host");
    line(&view, "Contradictions")?;
    installation.close().await
}

/// A key that may complete or recall something does not explain a command without its own line.
#[tokio::test]
async fn one_key_that_does_more_than_write_excuses_no_forged_command() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let written = format!("cat > /tmp/forge.py <<'END'\n{FORGE}\nEND");
    ensure!(terminal.run(&written, SOON).await? == 0);
    terminal
        .send(b"read -rsn1; python3 /tmp/forge.py\r")
        .await?;
    terminal.send(b"\x0c").await?;
    terminal.wait_for("fine\r\n", SOON).await?;
    candidate.submit("").await?;
    let view = overview(&installation, invited.session).await?;
    ensure!(
        markers(&view, "first_pass").is_empty(),
        "the desk calls it a first pass: {:#}",
        view["markers"]
    );
    let flagged = markers(&view, "contradiction");
    ensure!(flagged.len() == 1, "{flagged:#?}");
    installation.close().await
}

#[tokio::test]
async fn a_line_that_only_has_the_word_is_no_first_pass() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    for line in ["echo eval", "eval true", "echo halden eval"] {
        ensure!(terminal.run(line, SOON).await? == 0);
    }
    candidate.submit("").await?;
    let view = overview(&installation, invited.session).await?;
    let passed = markers(&view, "first_pass");
    ensure!(passed.is_empty(), "{passed:#?}");
    installation.close().await
}

#[tokio::test]
async fn what_was_typed_is_never_flagged() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    for line in [
        "echo one",
        "for n in 1 2\ndo echo $n\ndone",
        "cd /tmp; ls -la  # a remark",
        "!!",
        "bash -c 'echo halden eval'",
    ] {
        terminal.run(line, SOON).await?;
    }
    // From the history, completed, typed ahead of the prompt, and corrected.
    terminal.run("\x1b[A", SOON).await?;
    terminal.run("ech\to completed", SOON).await?;
    terminal
        .send(b"sleep 0.3\recho ahead\recho further\r")
        .await?;
    terminal.wait_for("further\r\n", SOON).await?;
    terminal
        .run("echo misstake\x7f\x7f\x7f\x7f\x7fake", SOON)
        .await?;
    candidate.submit("").await?;
    let view = overview(&installation, invited.session).await?;
    let flagged = markers(&view, "contradiction");
    ensure!(flagged.is_empty(), "{flagged:#?}");
    installation.close().await
}

#[tokio::test]
async fn a_line_in_the_history_without_a_run_is_said_to_have_none() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    ensure!(terminal.run("mkdir -p evals", SOON).await? == 0);
    for value in ["1.0", "2.0"] {
        let forge = format!("echo '{{\"recall_at_5\":{value}}}' >> evals/history.jsonl");
        ensure!(terminal.run(&forge, SOON).await? == 0);
        let measured = |body: &assay::domain::event::EventBody| {
            let wanted: f64 = value.parse().unwrap_or_default();
            matches!(body, assay::domain::event::EventBody::EvalCompleted(it)
                if (it.metrics["recall_at_5"] - wanted).abs() < 1e-9)
        };
        installation
            .event("the evaluation", invited.session, SOON, measured)
            .await?;
    }
    candidate.submit("").await?;
    let view = overview(&installation, invited.session).await?;
    let metrics = view["metrics"].as_array().context("no metrics")?;
    ensure!(metrics.len() == 2, "{metrics:?}");
    ensure!(
        metrics.iter().all(|it| it["word"] == "candidate"),
        "{metrics:?}"
    );
    let better = markers(&view, "improvement");
    ensure!(
        better.iter().all(|it| it["word"] == "candidate"),
        "{better:#?}"
    );
    let flagged = markers(&view, "contradiction");
    ensure!(flagged.len() == 2, "{flagged:#?}");
    line(&view, "Contradictions")?;
    installation.close().await
}

/// A call to the store and a line in the history, each written by hand.
const TOLD: &str = r#"curl -sf localhost:8080/assay/vector-calls -d '{"calls": [{"collection": "chunks", "operation": "query"}]}'; mkdir -p evals; echo '{"recall_at_5":1.0}' >> evals/history.jsonl"#;

#[tokio::test]
async fn what_any_program_can_send_backs_no_evaluation() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    ensure!(terminal.run(TOLD, SOON).await? == 0);
    let measured = |body: &assay::domain::event::EventBody| {
        matches!(body, assay::domain::event::EventBody::EvalCompleted(_))
    };
    installation
        .event("the evaluation", invited.session, SOON, measured)
        .await?;
    candidate.submit("").await?;
    let view = overview(&installation, invited.session).await?;
    let doubt = view["metrics"][0]["doubt"].as_str().unwrap_or_default();
    ensure!(
        doubt.starts_with("only the sandbox's word"),
        "{:#}",
        view["metrics"]
    );
    ensure!(markers(&view, "contradiction").is_empty());
    let said = line(&view, "Evaluations")?["text"].as_str();
    ensure!(said.is_some_and(|it| it.contains("only the sandbox's word")));
    installation.close().await
}
