//! Opening a trace of eight hours, seeking in it and searching it, over HTTP. The same terminals as
//! asciicast are measured for comparison.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Instant;

use anyhow::Context as _;
use serde_json::Value;

use super::installation::Bench;
use super::memory::resident;
use super::samples::Samples;
use crate::cli::long_trace::Amounts;
use crate::domain::event::EventBody;
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::trace::asciicast::{Cast, Version};

const OPENS: usize = 9;
const MOMENTS: u64 = 200;
const SEARCHES: [&str; 20] = [
    "excavator",
    "recall",
    "\"left right failed\"",
    "torque valve",
    "compiling",
    "hydr*",
    "tarpaulin waiver -crane",
    "\"unused variable\"",
    "error retry",
    "gold rank",
    "FAILED",
    "prompt version",
    "src fuse rs",
    "deposit invoice",
    "candidate score",
    "\"loses the\"",
    "warning",
    "q 0042",
    "panicked",
    "simulated answer",
];

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
    let (opens, size) = open(bench, session).await?;
    let moments = seek(bench, session, made.events).await?;
    let (searches, found) = search(bench, session).await?;
    let serving = resident(bench)?;
    let kept = bench.store.replay_size(session).await?;
    let words = folder_size(
        &bench
            .store
            .derived()
            .join("search")
            .join(session.to_string()),
    )?;
    let cast = asciicast(bench, session).await?;
    let [raw, stored, kept, words, cast] = [made.output, stored, kept, words, cast].map(megabytes);
    Ok(format!(
        "replay of a synthetic trace: {}\n  \
         made in                       {:7.1} s\n  \
         index built in                {building:7.1} s, in the background\n  \
         open, the index is there      p50 {:6.1} ms ({OPENS} times, {size} bytes)\n  \
         seek to a random moment       p50 {:6.1} ms   p95 {:6.1} ms   worst {:6.1} ms ({MOMENTS})\n  \
         search                        p50 {:6.1} ms   p95 {:6.1} ms   worst {:6.1} ms ({} queries, {found} found something)\n  \
         terminals' raw bytes          {raw:6.1} MB\n  \
         the whole trace in SQLite     {stored:6.1} MB, {:.2} of the raw bytes\n  \
         index                         {kept:6.1} MB screens and marks, {words:6.1} MB words\n  \
         terminals as asciicast, zstd  {cast:6.1} MB; trace/cast {:.2}, trace with index/cast {:.2}\n  \
         memory of the service         {before:6.0} MB before, {after_building:6.0} MB after building, {serving:6.0} MB serving",
        amounts(&made),
        making.as_secs_f64(),
        opens.median(),
        moments.median(),
        moments.quantile(0.95),
        moments.quantile(1.0),
        searches.median(),
        searches.quantile(0.95),
        searches.quantile(1.0),
        SEARCHES.len() * 3,
        stored / raw,
        stored / cast,
        (stored + kept + words) / cast,
    ))
}

/// Also returns the bytes of the answer.
async fn open(bench: &Bench, session: SessionId) -> anyhow::Result<(Samples, usize)> {
    let (mut opens, mut size) = (Samples::default(), 0);
    let path = format!("/api/sessions/{session}/replay");
    for _ in 0..OPENS {
        size = timed(bench, &path, &mut opens).await?.len();
    }
    Ok((opens, size))
}

/// Goes to moments that are always the same, but spread over the trace like random ones.
async fn seek(bench: &Bench, session: SessionId, events: u64) -> anyhow::Result<Samples> {
    let mut moments = Samples::default();
    for number in 0..MOMENTS {
        let hash = blake3::hash(&number.to_le_bytes());
        let chance = u64::from_le_bytes(hash.as_bytes()[..8].try_into()?);
        let path = format!("/api/sessions/{session}/moment?seq={}", chance % events + 1);
        timed(bench, &path, &mut moments).await?;
    }
    Ok(moments)
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

async fn timed(bench: &Bench, path: &str, samples: &mut Samples) -> anyhow::Result<Vec<u8>> {
    let started = Instant::now();
    let body = bench.practitioner.fetch(path).await?;
    samples.add(started.elapsed());
    Ok(body)
}

async fn search(bench: &Bench, session: SessionId) -> anyhow::Result<(Samples, usize)> {
    let (mut samples, mut found) = (Samples::default(), 0);
    for _ in 0..3 {
        for asked in SEARCHES {
            let asked = asked.replace('"', "%22").replace(' ', "%20");
            let path = format!("/api/sessions/{session}/search?q={asked}");
            let view: Value = serde_json::from_slice(&timed(bench, &path, &mut samples).await?)?;
            found += usize::from(view["total"].as_u64() > Some(0));
        }
    }
    Ok((samples, found))
}

/// Bytes of all terminals as asciicast v3, each compressed.
async fn asciicast(bench: &Bench, session: SessionId) -> anyhow::Result<u64> {
    let mut casts = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = bench.store.events(session, after, 1_000).await?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        for stored in &page {
            let event = stored.decode()?;
            let EventBody::TerminalOutput {
                terminal, bytes, ..
            } = event.body
            else {
                continue;
            };
            let content = match bytes.blob() {
                Some(reference) => bench.store.blob(session, reference.blob).await?,
                None => bytes.inline(),
            };
            let content = content.unwrap_or_default();
            if let Entry::Vacant(place) = casts.entry(terminal) {
                let out = zstd::Encoder::new(Vec::new(), 3)?;
                place.insert(Cast::begin(
                    Version::V3,
                    out,
                    (120, 40),
                    Timestamp(0),
                    event.active,
                    "bench",
                )?);
            }
            let cast = casts.get_mut(&terminal).context("it was just made")?;
            cast.output(event.active, &content)?;
        }
    }
    let mut size = 0;
    for cast in casts.into_values() {
        size += cast.finish()?.finish()?.len() as u64;
    }
    Ok(size)
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
