//! Memory of the service, and of an idle sandbox.

use anyhow::Context as _;

use super::installation::Bench;
use crate::client::terminal::Received;

/// Measures with one sandbox and with many.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let mut terminals = Vec::new();
    let mut candidates = Vec::new();
    let mut first = None;
    let mut with_one = 0.0;
    for count in 1..=bench.args.sandboxes {
        let (candidate, container) = bench.candidate().await?;
        candidate.start().await?;
        let mut terminal = candidate.terminal(1).await?;
        while !matches!(terminal.receive().await?, Received::Output(..)) {}
        terminals.push(terminal);
        candidates.push(candidate);
        first.get_or_insert(container);
        if count == 1 {
            with_one = resident(bench)?;
        }
    }
    let with_all = resident(bench)?;
    let first = first.context("no sandbox was measured")?;
    let idle = bench
        .docker
        .memory(first.rsplit('-').next().unwrap_or_default())
        .await?;
    for candidate in &candidates {
        candidate.withdraw("").await?;
    }
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    let idle = idle as f64 / 1e6;
    Ok(format!(
        "memory\n  \
         service with 1 sandbox     {with_one:6.0} MB resident\n  \
         service with {:2} sandboxes  {with_all:6.0} MB resident\n  \
         idle sandbox               {idle:6.0} MB (its control group, without page cache)",
        bench.args.sandboxes,
    ))
}

/// In megabytes.
pub(super) fn resident(bench: &Bench) -> anyhow::Result<f64> {
    let process = bench.service.process().context("the service has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .context("no VmRSS")?;
    let kilobytes: f64 = line
        .split_whitespace()
        .nth(1)
        .context("no number")?
        .parse()?;
    Ok(kilobytes * 1024.0 / 1e6)
}
