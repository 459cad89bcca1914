//! From a keystroke to its echo.

use std::time::Instant;

use super::docker_cli::DockerCli;
use super::installation::Bench;
use super::samples::Samples;
use crate::client::terminal::Received;

/// Keystrokes until the line is cleared, so that it stays short.
const CLEAR_EVERY: usize = 40;

/// Measures both on the same sandbox: recorded by the service, and with `docker exec -it`.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let (candidate, container) = bench.candidate().await?;
    candidate.start().await?;
    let mut terminal = candidate.terminal(1).await?;
    terminal
        .run("true", std::time::Duration::from_secs(60))
        .await?;
    let line = format!("docker exec -it --user 1000 {container} bash --norc");
    let mut cli = DockerCli::start(&line)?;
    cli.wait_for(b"$ ").await?;
    let (mut assay, mut docker) = (Samples::default(), Samples::default());
    for index in 0..bench.args.keystrokes {
        let started = Instant::now();
        terminal.send(b"x").await?;
        loop {
            if let Received::Output(_, bytes) = terminal.receive().await?
                && bytes.contains(&b'x')
            {
                break;
            }
        }
        assay.add(started.elapsed());
        let started = Instant::now();
        cli.send(b"x").await?;
        cli.wait_for(b"x").await?;
        docker.add(started.elapsed());
        if index % CLEAR_EVERY == CLEAR_EVERY - 1 {
            // For both, Ctrl-C ends the line as a command.
            terminal
                .run("\x15true", std::time::Duration::from_secs(60))
                .await?;
            cli.send(b"\x15echo do''ne\r").await?;
            cli.wait_for(b"done").await?;
            cli.wait_for(b"$ ").await?;
        }
    }
    cli.end().await?;
    terminal.close().await?;
    candidate.withdraw("").await?;
    Ok(format!(
        "keystroke to echo, {} keystrokes\n  \
         assay, recorded and on disk  median {:6.2} ms   p99 {:6.2} ms\n  \
         docker exec -it              median {:6.2} ms   p99 {:6.2} ms\n  \
         ratio of medians {:.2}",
        bench.args.keystrokes,
        assay.median(),
        assay.quantile(0.99),
        docker.median(),
        docker.quantile(0.99),
        assay.median() / docker.median(),
    ))
}
