//! What a candidate waits for: the first ingest and later ones, and an answer after an edit.

use std::time::{Duration, Instant};

use anyhow::ensure;

use super::installation::Bench;
use super::samples::Samples;
use crate::client::terminal::TerminalClient;

const LIMIT: Duration = Duration::from_secs(600);
const EDITS: usize = 5;
const QUESTION: &str = "How late can a customer cancel?";

/// Measures in one sandbox, with embeddings that no other measurement requested.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let (candidate, _) = bench.candidate().await?;
    candidate.start().await?;
    let mut terminal = candidate.terminal(1).await?;
    let built = timed(&mut terminal, "cargo build -q").await?;
    let first = timed(&mut terminal, "halden ingest > /tmp/out").await?;
    let full = timed(&mut terminal, "halden ingest --full > /tmp/out").await?;
    let unchanged = timed(&mut terminal, "halden ingest > /tmp/out").await?;
    let mut edits = Samples::default();
    for number in 0..EDITS {
        // Each time a function with a different name, so that the crate really changes.
        let edit = format!(
            "sed -i '/^fn edited_/d' src/pack.rs && \
             echo '#[allow(dead_code)] fn edited_{number}() {{}}' >> src/pack.rs && \
             cargo build -q && halden ask '{QUESTION}' > /tmp/out"
        );
        edits.add(Duration::from_secs_f64(timed(&mut terminal, &edit).await?));
    }
    terminal.close().await?;
    candidate.withdraw("").await?;
    Ok(format!(
        "working in the sandbox\n  \
         cargo build, first                {built:7.1} s\n  \
         ingest of the corpus, first       {first:7.1} s\n  \
         the same again (ingest --full)    {full:7.1} s\n  \
         ingest, nothing has changed       {unchanged:7.1} s\n  \
         from an edit to an answer         {:7.1} s, median of {EDITS}, worst {:.1} s",
        edits.median() / 1000.0,
        edits.quantile(1.0) / 1000.0,
    ))
}

/// Seconds that a command line takes. It must exit with status 0.
async fn timed(terminal: &mut TerminalClient, line: &str) -> anyhow::Result<f64> {
    let started = Instant::now();
    let status = terminal.run(line, LIMIT).await?;
    ensure!(status == 0, "{line} ended with {status}");
    Ok(started.elapsed().as_secs_f64())
}
