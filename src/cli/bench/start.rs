//! From the start of a session to the first byte of the prompt.

use std::time::Instant;

use super::Bench;
use super::docker_cli::DockerCli;
use super::samples::Samples;
use crate::client::terminal::Received;

/// Measures both in turns, so that both see the same machine.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let (mut assay, mut docker) = (Samples::default(), Samples::default());
    // The first of each warms the page cache for both.
    for round in 0..=bench.args.starts {
        let (candidate, container) = bench.candidate().await?;
        let started = Instant::now();
        candidate.start().await?;
        let mut terminal = candidate.terminal(1).await?;
        while !matches!(terminal.receive().await?, Received::Output(..)) {}
        let first_byte = started.elapsed();
        let name = container.replacen("assay-", "assay-bench-", 1);
        let line = format!(
            "docker run --rm -it --name {name} --label assay=bench --network none --user 1000 \
             --entrypoint /bin/bash {}",
            bench.image
        );
        let started = Instant::now();
        let mut cli = DockerCli::start(&line)?;
        cli.receive().await?;
        let docker_first_byte = started.elapsed();
        cli.send(b"exit\r").await?;
        while cli.receive().await.is_ok() {}
        terminal.close().await?;
        bench
            .docker
            .remove(container.rsplit('-').next().unwrap_or_default())
            .await?;
        if round > 0 {
            assay.add(first_byte);
            docker.add(docker_first_byte);
        }
    }
    Ok(format!(
        "start of a session to the first prompt byte, cold, {} starts\n  \
         assay       median {:7.0} ms   worst {:7.0} ms\n  \
         docker run  median {:7.0} ms   worst {:7.0} ms\n  \
         ratio of medians {:.2} (goal: at most 1.2)",
        bench.args.starts,
        assay.median(),
        assay.quantile(1.0),
        docker.median(),
        docker.quantile(1.0),
        assay.median() / docker.median(),
    ))
}
