//! Opening a trace of eight hours, seeking in it and searching it, over HTTP. The same terminals as
//! asciicast are measured for comparison.

mod cast;
mod views;

use std::time::Instant;

use serde_json::Value;

use super::installation::Bench;
use super::memory::resident;
use crate::cli::long_trace::Amounts;
use crate::domain::ids::SessionId;

/// Also prints how large the trace was.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let library = bench.args.library.open()?;
    let empty = bench.store.size().await?;
    let started = Instant::now();
    let (session, made) = bench
        .args
        .trace
        .make(&bench.store, &library, &bench.args.scenario)
        .await?;
    let making = started.elapsed();
    let stored = bench.store.size().await? - empty;
    let before = resident(bench)?;
    let building = build(bench, session).await?;
    let after_building = resident(bench)?;
    let views = views::measure(bench, session, made.events).await?.table();
    let serving = resident(bench)?;
    let kept = bench.store.replay_size(session).await?;
    let words = folder_size(
        &bench
            .store
            .derived()
            .join("search")
            .join(session.to_string()),
    )?;
    let cast = cast::asciicast(bench, session).await?;
    let [raw, stored, kept, words, cast] = [made.output, stored, kept, words, cast].map(megabytes);
    Ok(format!(
        "replay of a synthetic trace: {}\n  \
         made in                       {:7.1} s\n  \
         index built in                {building:7.1} s, in the background\n{views}  \
         terminals' raw bytes          {raw:6.1} MB\n  \
         the whole trace in SQLite     {stored:6.1} MB, {:.2} of the raw bytes\n  \
         index                         {kept:6.1} MB screens and marks, {words:6.1} MB words\n  \
         terminals as asciicast, zstd  {cast:6.1} MB; trace/cast {:.2}, trace with index/cast {:.2}\n  \
         memory of the service         {before:6.0} MB before, {after_building:6.0} MB after building, {serving:6.0} MB serving",
        amounts(&made),
        making.as_secs_f64(),
        stored / raw,
        stored / cast,
        (stored + kept + words) / cast,
    ))
}

/// Seconds from the first request until everything is in the index.
async fn build(bench: &Bench, session: SessionId) -> anyhow::Result<f64> {
    let started = Instant::now();
    loop {
        let path = format!("/api/sessions/{session}/replay/activity?bins=1");
        bench.practitioner.fetch(&path).await?;
        let asks = bench
            .practitioner
            .fetch(&format!("/api/sessions/{session}/asks"))
            .await?;
        let view: Value = serde_json::from_slice(&asks)?;
        if view["building"].is_null() {
            return Ok(started.elapsed().as_secs_f64());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

fn folder_size(folder: &std::path::Path) -> anyhow::Result<u64> {
    let mut size = 0;
    for file in std::fs::read_dir(folder)? {
        size += file?.metadata()?.len();
    }
    Ok(size)
}

fn amounts(made: &Amounts) -> String {
    format!(
        "{} events, {:.1} MB of output, {} changes of files, {} model calls, {:.1} hours",
        made.events,
        megabytes(made.output),
        made.changes,
        made.calls,
        megabytes(u64::try_from(made.time).unwrap_or(0)) / 3600.0
    )
}

#[expect(clippy::cast_precision_loss, reason = "megabytes")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
