//! How long the desk's views of a session take, from the service.

use std::time::Instant;

use serde_json::Value;

use crate::cli::bench::installation::Bench;
use crate::cli::bench::samples::Samples;
use crate::domain::ids::SessionId;

const OPENS: usize = 9;
const MOMENTS: u64 = 200;
/// How often each search is asked.
const ROUNDS: usize = 3;
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

/// The terminal that is read as text; every session has it.
const TERMINAL: u32 = 1;

/// What each view took.
pub(super) struct Views {
    rows: Vec<(String, Samples)>,
}

impl Views {
    /// Lines for people.
    pub fn table(&self) -> String {
        let row = |(name, samples): &(String, Samples)| {
            format!(
                "  {name:<44} p50 {:6.1} ms   p95 {:6.1} ms   worst {:6.1} ms\n",
                samples.median(),
                samples.quantile(0.95),
                samples.quantile(1.0)
            )
        };
        self.rows.iter().map(row).collect()
    }
}

/// Asks for each view of the session as the desk does.
pub(super) async fn measure(
    bench: &Bench,
    session: SessionId,
    events: u64,
) -> anyhow::Result<Views> {
    let at = format!("/api/sessions/{session}");
    let mut rows = Vec::new();
    let mut add = |name: String, samples| rows.push((name, samples));
    let (opens, size) = open(bench, &format!("{at}/replay")).await?;
    add(format!("open, {OPENS} times, {size} bytes"), opens);
    let moments = anywhere(bench, events, &format!("{at}/moment?seq=")).await?;
    add(format!("seek to a random moment, of {MOMENTS}"), moments);
    let asks = bench.practitioner.fetch(&format!("{at}/asks")).await?;
    let asks: Value = serde_json::from_slice(&asks)?;
    let pipeline = anywhere(bench, events, &format!("{at}/asks?around=")).await?;
    add(
        format!("pipeline view, {} questions", asks["asks"]),
        pipeline,
    );
    let lines = format!("{at}/replay/transcript/lines?terminal={TERMINAL}&around=");
    let text = anywhere(bench, events, &lines).await?;
    add("terminal as text".to_owned(), text);
    let find = format!("{at}/replay/transcript/find?terminal={TERMINAL}&q=");
    let (finds, found) = words(bench, &find).await?;
    add(
        format!("find in a terminal, {found} found something"),
        finds,
    );
    let (searches, found) = words(bench, &format!("{at}/search?q=")).await?;
    add(format!("search, {found} found something"), searches);
    Ok(Views { rows })
}

/// Also returns the bytes of the answer.
async fn open(bench: &Bench, path: &str) -> anyhow::Result<(Samples, usize)> {
    let (mut opens, mut size) = (Samples::default(), 0);
    for _ in 0..OPENS {
        size = timed(bench, path, &mut opens).await?.len();
    }
    Ok((opens, size))
}

/// Asks at moments that are always the same, but spread over the trace like random ones.
async fn anywhere(bench: &Bench, events: u64, path: &str) -> anyhow::Result<Samples> {
    let mut samples = Samples::default();
    for number in 0..MOMENTS {
        let hash = blake3::hash(&number.to_le_bytes());
        let chance = u64::from_le_bytes(hash.as_bytes()[..8].try_into()?);
        timed(
            bench,
            &format!("{path}{}", chance % events + 1),
            &mut samples,
        )
        .await?;
    }
    Ok(samples)
}

/// Also returns how many of the questions found something.
async fn words(bench: &Bench, path: &str) -> anyhow::Result<(Samples, usize)> {
    let (mut samples, mut found) = (Samples::default(), 0);
    for _ in 0..ROUNDS {
        for asked in SEARCHES {
            let asked = asked.replace('"', "%22").replace(' ', "%20");
            let answer = timed(bench, &format!("{path}{asked}"), &mut samples).await?;
            let view: Value = serde_json::from_slice(&answer)?;
            found += usize::from(view["total"].as_u64() > Some(0));
        }
    }
    Ok((samples, found))
}

async fn timed(bench: &Bench, path: &str, samples: &mut Samples) -> anyhow::Result<Vec<u8>> {
    let started = Instant::now();
    let body = bench.practitioner.fetch(path).await?;
    samples.add(started.elapsed());
    Ok(body)
}
