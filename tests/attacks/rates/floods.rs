//! Floods of each kind: the trace gets few events and an exact count, and nobody else notices.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use assay::client::terminal::TerminalClient;
use assay::recorder::commands::{CommandReader, Mark};
use futures_util::StreamExt as _;
use serde_json::Value;

use super::{events, left_out, of_kind, practitioner};
use crate::harness::{Installation, LATER, SOON, until};

/// Marks of 250,000 commands.
const MARKS: &str = r#"perl -e 'print "\e]133;C\a\e]133;D\a" x 250000'; echo do''ne"#;
/// Longer than a keystroke takes on two busy cores, and much shorter than it
/// would take behind a flood.
const PROMPTLY: Duration = Duration::from_millis(500);

#[tokio::test]
async fn a_flood_of_marks_is_counted_and_another_session_goes_on() -> Result<()> {
    let installation = Installation::serving().await?;
    let (flooded, candidate, mut terminal) = installation.started().await?;
    let (_, _, mut other) = installation.started().await?;
    terminal.send(MARKS.as_bytes()).await?;
    terminal.send(b"\r").await?;
    let mut keys = Vec::new();
    let flood = async {
        terminal.wait_for("done", LATER).await?;
        anyhow::Ok(())
    };
    let mut flood = std::pin::pin!(flood);
    loop {
        tokio::select! {
            ended = &mut flood => break ended?,
            key = keystroke(&mut other) => keys.push(key?),
        }
    }
    keys.sort_unstable();
    let median = keys.get(keys.len() / 2).copied().unwrap_or_default();
    ensure!(median < PROMPTLY, "a key took {median:?} next to the flood");
    candidate.submit("").await?;

    let recorded = events(&installation, flooded.session).await?;
    let started = of_kind(&recorded, "command.started").len();
    ensure!(started < 6_000, "{started} commands are recorded");
    let exported = installation.export(flooded.session).await?;
    let output = exported.output(1)?;
    let marks = CommandReader::default().read(&output).into_iter();
    let printed = marks
        .filter(|it| matches!(it, Mark::Started { .. }))
        .count();
    let (times, counted) = left_out(&recorded, "commands");
    ensure!(
        times == 1,
        "it is said {times} times that commands are left out"
    );
    ensure!(
        started as u64 + counted == printed as u64,
        "{started} commands are recorded and {counted} left out, of {printed}"
    );
    installation.close().await
}

async fn keystroke(terminal: &mut TerminalClient) -> Result<Duration> {
    let typed = Instant::now();
    terminal.send(b"x").await?;
    terminal.wait_for("x", LATER).await?;
    terminal.send(b"\x7f").await?;
    terminal.wait_for("\x08", LATER).await?;
    Ok(typed.elapsed())
}

/// 60,000 spans that belong to no question's stages, then ten questions as the pipeline asks them.
const SPANS: &str = r#"cat > /tmp/spans.py <<'END'
import json, time, urllib.request
now = time.time_ns()
def post(spans):
    body = {"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}
    request = urllib.request.Request("http://localhost:8080/v1/traces", json.dumps(body).encode(),
                                     {"content-type": "application/json"})
    return json.load(urllib.request.urlopen(request))
def span(trace, number, parent, name, attributes={}):
    return {"traceId": "%032x" % trace, "spanId": "%016x" % number, "parentSpanId": "%016x" % parent if parent else "",
            "name": name, "startTimeUnixNano": str(now + number), "endTimeUnixNano": str(now + number + 5000),
            "attributes": [{"key": k, "value": {"stringValue": v}} for k, v in attributes.items()]}
for batch in range(30):
    post([span(7, 1 + batch * 2000 + n, 99, "tick") for n in range(2000)])
results = json.dumps([{"id": "doc-%d#0" % n, "score": 1 / (n + 1)} for n in range(5)])
for question in range(10):
    trace, first = 1000 + question, 10**6 + question * 100
    post([span(trace, first, 0, "ask", {"question": "x" * 4000})] +
         [span(trace, first + n, first, name, {"results": results, "prompt": "y" * 8000})
          for n, name in enumerate(["lexical leg", "dense leg", "fuse", "rerank", "pack"], 1)])
END
python3 /tmp/spans.py"#;

#[tokio::test]
async fn a_flood_of_spans_leaves_every_question_its_row() -> Result<()> {
    let installation = Installation::serving().await?;
    let (flooded, candidate, mut terminal) = installation.started().await?;
    ensure!(
        terminal.run(SPANS, LATER).await? == 0,
        "the spans were not taken"
    );
    candidate.submit("").await?;
    let session = flooded.session;
    let recorded = events(&installation, session).await?;
    let spans = of_kind(&recorded, "span.ended");
    ensure!(spans.len() < 40_000, "{} spans are recorded", spans.len());
    let (times, counted) = left_out(&recorded, "spans");
    ensure!(
        times == 1,
        "it is said {times} times that spans are left out"
    );
    ensure!(
        spans.len() as u64 + counted == 60_060,
        "{} and {counted}",
        spans.len()
    );
    let (_, cut) = left_out(&recorded, "span_details");
    ensure!(cut > 0, "the trace does not say that spans were cut");

    let practitioner = practitioner(&installation).await?;
    let path = format!("/api/sessions/{session}/asks");
    let asks = until("the desk has read the trace", LATER, async || {
        let view: Value = serde_json::from_slice(&practitioner.fetch(&path).await?)?;
        Ok(view["building"].is_null().then_some(view))
    })
    .await?;
    let lines = asks["lines"].as_array().context("there are no rows")?;
    let rows = lines.iter().map(|line| &line["ask"]);
    let asked: Vec<_> = rows.filter(|row| row["name"] == "ask").collect();
    ensure!(asked.len() == 10, "{} questions have a row", asked.len());
    for row in asked {
        let one = practitioner
            .fetch(&format!("{path}/{}", row["seq"]))
            .await?;
        let one: Value = serde_json::from_slice(&one)?;
        for stage in one["stages"]
            .as_array()
            .context("no stages")?
            .iter()
            .take(5)
        {
            ensure!(stage["results"][4]["id"] == "doc-4#0", "{stage}");
            ensure!(stage["results"][1]["score"] == 0.5, "{stage}");
        }
    }
    installation.close().await
}

/// 9,600 calls, reported as the store reports them.
const VECTORS: &str = r#"cat > /tmp/vectors.py <<'END'
import json, urllib.request
call = {"collection": "forged", "operation": "query", "hits": [{"id": 1, "score": 9.0}], "found": 2**64 - 1, "latency": 2**64 - 1}
for _ in range(150):
    body = json.dumps({"calls": [call] * 64}).encode()
    urllib.request.urlopen(urllib.request.Request("http://localhost:8080/assay/vector-calls", body))
END
python3 /tmp/vectors.py"#;

#[tokio::test]
async fn a_flood_of_vector_calls_is_counted_exactly_over_a_restart() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (flooded, _, mut terminal) = installation.started().await?;
    ensure!(
        terminal.run(VECTORS, LATER).await? == 0,
        "the calls were not taken"
    );
    let begun = events(&installation, flooded.session).await?;
    ensure!(
        !of_kind(&begun, "recorder.limited").is_empty(),
        "the trace does not say that calls are left out"
    );
    // The flood continues, so the exact number is not recorded yet.
    ensure!(
        left_out(&begun, "vector_calls").1 == 0,
        "it was over at once"
    );
    installation.kill().await?;
    installation.serve().await?;
    let mut terminal = installation.terminal_again_within(&flooded, LATER).await?;
    ensure!(
        terminal.run(VECTORS, LATER).await? == 0,
        "the calls were not taken"
    );
    installation.candidate(&flooded)?.submit("").await?;

    let recorded = events(&installation, flooded.session).await?;
    let calls = of_kind(&recorded, "vector.call");
    let (times, counted) = left_out(&recorded, "vector_calls");
    ensure!(
        times <= 2,
        "it is said {times} times that calls are left out"
    );
    ensure!(
        calls.len() as u64 + counted == 2 * 9_600,
        "{} calls are recorded and {counted} left out",
        calls.len()
    );
    let most = calls
        .iter()
        .filter_map(|it| it["data"]["found"].as_u64())
        .max();
    ensure!(
        most.is_some_and(|most| most <= 1_000_000_000),
        "{most:?} points were found"
    );
    installation.export(flooded.session).await?;
    installation.close().await
}

#[tokio::test]
async fn a_claim_to_have_left_out_calls_is_the_sandboxs_and_bounded() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let claim = r#"for n in 1 2 3; do curl -sf localhost:8080/assay/vector-calls -d '{"dropped": 18446744073709551615, "calls": []}'; done"#;
    ensure!(
        terminal.run(claim, SOON).await? == 0,
        "the claim was not taken"
    );
    candidate.submit("").await?;
    let recorded = events(&installation, invited.session).await?;
    let number = u64::MAX.to_string();
    let by_system = recorded.iter().filter(|it| it["actor"] == "system");
    let believed: Vec<_> = by_system
        .filter(|it| it.to_string().contains(&number))
        .collect();
    ensure!(believed.is_empty(), "the service says: {believed:?}");
    let claims = of_kind(&recorded, "recorder.limited").into_iter();
    let claims: Vec<_> = claims
        .filter(|it| it["data"]["source"] == "sandbox")
        .collect();
    let last = claims.last().context("the claim is not recorded")?;
    ensure!(claims.len() == 2, "{claims:?}");
    ensure!(last["data"]["left_out"] == 3_000_000, "{last}");
    installation.close().await
}

#[tokio::test]
async fn a_flood_of_notes_is_refused_and_counted_and_the_journal_works_again() -> Result<()> {
    const NOTES: usize = 400;
    let installation = Installation::serving().await?;
    let (invited, candidate, _terminal) = installation.started().await?;
    let flood = (0..NOTES).map(|number| {
        let candidate = candidate.clone();
        async move {
            let text = format!("note {number}");
            candidate.note("free", &text, None).await.is_ok()
        }
    });
    // Fewer at once than the connections that one address may have.
    let flood = futures_util::stream::iter(flood).buffer_unordered(32);
    let taken: Vec<bool> = flood.collect().await;
    let refused = taken.iter().filter(|taken| !**taken).count();
    ensure!(refused > NOTES / 4, "{refused} notes were refused");
    until("the journal works again", SOON, async || {
        Ok(candidate.note("fix", "later", None).await.ok())
    })
    .await?;
    candidate.submit("").await?;
    let recorded = events(&installation, invited.session).await?;
    let notes = of_kind(&recorded, "note.free").len();
    ensure!(notes < 200, "{notes} notes are recorded");
    let (times, counted) = left_out(&recorded, "notes");
    ensure!(
        times == 1 && counted >= refused as u64,
        "{times} times, {counted} of {refused}"
    );
    let view = candidate.view().await?;
    ensure!(
        view["notes"].as_array().map(Vec::len) == Some(notes + 1),
        "the journal differs"
    );
    installation.close().await
}
