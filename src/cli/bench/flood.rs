//! `cat` of a large file through a recorded terminal.

use std::time::{Duration, Instant};

use anyhow::ensure;

use super::docker_cli::DockerCli;
use super::installation::Bench;
use crate::client::terminal::Received;

const LIMIT: Duration = Duration::from_secs(600);
/// A line of the file is 99 characters and a newline, which a terminal prints as two bytes.
const LINES: u64 = 500_000;
const PRINTED: u64 = LINES * 101;

/// Measures both on the same sandbox, and counts the bytes that arrive.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let (candidate, container) = bench.candidate().await?;
    candidate.start().await?;
    let mut terminal = candidate.terminal(1).await?;
    let make = format!("seq -f '%099.0f' 1 {LINES} > /tmp/large && stty -a > /dev/null");
    ensure!(
        terminal.run(&make, LIMIT).await? == 0,
        "the file could not be made"
    );
    let before = terminal.output_offset;
    let started = Instant::now();
    ensure!(
        terminal.run("cat /tmp/large", LIMIT).await? == 0,
        "cat failed"
    );
    let assay = started.elapsed();
    let printed = terminal.output_offset - before;
    ensure!(
        printed >= PRINTED,
        "{printed} bytes came through of {PRINTED}"
    );
    let line = format!("docker exec -it --user 1000 {container} cat /tmp/large");
    let started = Instant::now();
    let mut cli = DockerCli::start(&line)?;
    let mut count = 0;
    while let Ok(bytes) = cli.receive().await {
        count += bytes.len() as u64;
    }
    let docker = started.elapsed();
    ensure!(
        count >= PRINTED,
        "docker exec printed {count} bytes of {PRINTED}"
    );
    // What the page got is in the trace as well, so a page that attaches again continues there.
    drop(terminal.send(b"").await);
    let mut again = candidate.terminal(1).await?;
    ensure!(
        again.output_offset >= before + printed,
        "the trace has less than the page"
    );
    again.send(b"").await?;
    while let Ok(Ok(Received::Output(..))) =
        tokio::time::timeout(Duration::from_millis(100), again.receive()).await
    {}
    candidate.withdraw("").await?;
    let rate = |time: Duration| {
        #[expect(clippy::cast_precision_loss, reason = "fifty million")]
        let bytes = PRINTED as f64;
        bytes / time.as_secs_f64() / 1e6
    };
    Ok(format!(
        "cat of a file of 50 MB ({PRINTED} bytes on the terminal, none lost)\n  \
         assay, recorded and on disk  {:6.1} MB/s\n  \
         docker exec -it              {:6.1} MB/s\n  \
         ratio {:.2}",
        rate(assay),
        rate(docker),
        rate(assay) / rate(docker),
    ))
}
