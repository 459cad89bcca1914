//! From the start of a session to the first byte of the prompt: with only the candidate's folder
//! prepared, and with the sandbox that a service makes while a candidate reads.

use std::time::{Duration, Instant};

use anyhow::ensure;

use super::docker_cli::DockerCli;
use super::installation::Bench;
use super::samples::Samples;
use crate::client::terminal::Received;

/// Until a sandbox is frozen.
const WARM_UP: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);
/// Candidates never start in the moment they agree, while their folder is being prepared. All three
/// measurements wait this long.
const READING: Duration = Duration::from_secs(1);

/// Alternates between all three, so that they find the machine in the same state.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let warm_bench = Bench::open(bench.args.clone(), 1).await?;
    let measured = measure_with(bench, &warm_bench).await;
    warm_bench.close().await?;
    measured
}

async fn measure_with(cold_bench: &Bench, warm_bench: &Bench) -> anyhow::Result<String> {
    let starts = cold_bench.args.starts;
    let (mut cold, mut warm, mut docker) = Default::default();
    // The first round warms the page cache for all and does not count.
    for round in 0..=starts {
        let measured = [
            assay(cold_bench, false).await?,
            assay(warm_bench, true).await?,
            docker_run(&cold_bench.pipeline.image_tag(), round).await?,
        ];
        if round > 0 {
            let all: [&mut Samples; 3] = [&mut cold, &mut warm, &mut docker];
            all.into_iter()
                .zip(measured)
                .for_each(|(it, took)| it.add(took));
        }
    }
    let line = |name: &str, samples: &Samples| {
        let (median, worst) = (samples.median(), samples.quantile(1.0));
        let ratio = median / docker.median();
        format!("  {name:12} median {median:7.0} ms   worst {worst:7.0} ms   ratio {ratio:.2}\n")
    };
    Ok(format!(
        "start of a session to the first prompt byte, a second after agreeing, {starts} starts \
         (goal: at most 1.2, of the medians, cold)\n{}{}{}",
        line("assay, cold", &cold),
        line("assay, warm", &warm),
        line("docker run", &docker),
    ))
}

async fn assay(bench: &Bench, warm: bool) -> anyhow::Result<Duration> {
    let (candidate, container) = bench.candidate().await?;
    let name = container.rsplit('-').next().unwrap_or_default();
    let deadline = Instant::now() + WARM_UP;
    while warm && bench.docker.is_frozen(name).await != Some(true) {
        ensure!(Instant::now() < deadline, "no sandbox was warmed up");
        tokio::time::sleep(LOOK).await;
    }
    tokio::time::sleep(READING).await;
    let started = Instant::now();
    candidate.start().await?;
    let mut terminal = candidate.terminal(1).await?;
    while !matches!(terminal.receive().await?, Received::Output(..)) {}
    let took = started.elapsed();
    terminal.close().await?;
    // If the sandbox was only removed, the service would make a new
    // one during the next measurement.
    candidate.withdraw("").await?;
    Ok(took)
}

async fn docker_run(image: &str, round: usize) -> anyhow::Result<Duration> {
    let name = format!("assay-bench-{}-{round}", std::process::id());
    let line = format!(
        "docker run --rm -it --name {name} --label assay=bench --network none --user 1000 \
         --entrypoint /bin/bash {image}"
    );
    tokio::time::sleep(READING).await;
    let started = Instant::now();
    let mut cli = DockerCli::start(&line)?;
    cli.receive().await?;
    let took = started.elapsed();
    cli.send(b"exit\r").await?;
    while cli.receive().await.is_ok() {}
    Ok(took)
}
