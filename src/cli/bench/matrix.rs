//! A scenario's whole matrix, with an empty cache and with a full one.

use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use anyhow::ensure;
use tokio::process::Command;

use super::installation::Bench;
use crate::gateway::minilm;

/// Measures the command that authors use, with its own cache.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let cache = tempfile::tempdir()?;
    let cold = check(bench, cache.path(), &[]).await?;
    let warm = check(bench, cache.path(), &[]).await?;
    let again = check(bench, cache.path(), &["--fresh"]).await?;
    Ok(format!(
        "the matrix of {}, every variant once\n  \
         cold, empty cache                 {cold:7.1} s\n  \
         run again, embeddings are cached  {again:7.1} s\n  \
         warm, nothing has changed         {warm:7.1} s",
        bench.args.scenario
    ))
}

/// Seconds that it takes. Fails on a surprise.
async fn check(bench: &Bench, cache: &Path, more: &[&str]) -> anyhow::Result<f64> {
    let started = Instant::now();
    let models = minilm::default_directory();
    let status = Command::new(std::env::current_exe()?)
        .args(["scenario", "check", &bench.args.scenario])
        .args(["--track", &bench.pipeline.name])
        .args(more)
        .env("ASSAY_SCENARIOS", &bench.args.library.scenarios)
        .env(
            "ASSAY_PIPELINES",
            bench.args.library.open()?.pipelines.joined(),
        )
        .env("ASSAY_MODELS", models.parent().unwrap_or(&models))
        .env("ASSAY_CACHE", cache)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .status()
        .await?;
    ensure!(status.success(), "the matrix ended with {status}");
    Ok(started.elapsed().as_secs_f64())
}
