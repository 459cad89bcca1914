//! What a candidate waits for: the first ingest and later ones, and an answer after an edit.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use super::installation::Bench;
use super::samples::Samples;
use crate::client::terminal::TerminalClient;
use crate::pipeline::PipelineManifest;

const LIMIT: Duration = Duration::from_secs(600);
const EDITS: usize = 5;
const QUESTION: &str = "How late can a customer cancel?";

/// Measures in one sandbox, with embeddings that no other measurement requested.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let (candidate, _) = bench.candidate().await?;
    candidate.start().await?;
    let mut terminal = candidate.terminal(1).await?;
    let pipeline = &bench.pipeline;
    let build = pipeline.build.as_ref().map(|it| it.command.join(" "));
    let program = &pipeline.command;
    let built = match &build {
        Some(build) => format!("{:.1} s", timed(&mut terminal, build).await?),
        None => "nothing to build".to_owned(),
    };
    let ingest = format!("{program} ingest > /tmp/out");
    let first = timed(&mut terminal, &ingest).await?;
    let full = timed(
        &mut terminal,
        &format!("{program} ingest --full > /tmp/out"),
    )
    .await?;
    let unchanged = timed(&mut terminal, &ingest).await?;
    let file = edited(pipeline)?;
    let mut edits = Samples::default();
    for number in 0..EDITS {
        let comment = match pipeline.language.as_str() {
            "python" => "#",
            _ => "//",
        };
        let build = build.as_ref().map(|it| format!("{it} && "));
        let edit = format!(
            "sed -i '/edited_/d' {file} && echo '{comment} edited_{number}' >> {file} && \
             {}{program} ask '{QUESTION}' > /tmp/out",
            build.unwrap_or_default()
        );
        edits.add(Duration::from_secs_f64(timed(&mut terminal, &edit).await?));
    }
    terminal.close().await?;
    candidate.withdraw("").await?;
    Ok(format!(
        "working in the sandbox ({})\n  \
         first build                       {built:>9}\n  \
         ingest of the corpus, first       {first:7.1} s\n  \
         the same again (ingest --full)    {full:7.1} s\n  \
         ingest, nothing has changed       {unchanged:7.1} s\n  \
         from an edit to an answer         {:7.1} s, median of {EDITS}, worst {:.1} s",
        pipeline.name,
        edits.median() / 1000.0,
        edits.quantile(1.0) / 1000.0,
    ))
}

/// A file of the stage that packs prompts, which every answer runs.
fn edited(pipeline: &PipelineManifest) -> anyhow::Result<&str> {
    let paths = pipeline.paths_of("stage:pack").unwrap_or_default();
    let mut files = paths.into_iter().filter(|path| path.contains('.'));
    files
        .next()
        .context("the pipeline has no file of the stage `pack`")
}

/// Seconds that a command line takes. It must exit with status 0.
async fn timed(terminal: &mut TerminalClient, line: &str) -> anyhow::Result<f64> {
    let started = Instant::now();
    let status = terminal.run(line, LIMIT).await?;
    ensure!(status == 0, "{line} ended with {status}");
    Ok(started.elapsed().as_secs_f64())
}
