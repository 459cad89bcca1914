//! Keystrokes of three sessions while a fourth abuses the service, for each kind of abuse.

mod abuses;
mod outside;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use self::abuses::{ABUSES, Abuse};
use super::installation::Bench;
use super::samples::Samples;
use crate::client::candidate::CandidateClient;
use crate::client::terminal::{Received, TerminalClient};

/// Candidates who only type.
const HONEST: usize = 3;
/// How often each is measured. The median is printed.
const RUNS: usize = 5;
/// Of each candidate in a run.
const KEYSTROKES: usize = 60;
/// Between two keystrokes of one candidate. People do not wait for the echo.
const PAUSE: Duration = Duration::from_millis(25);
/// Keystrokes until the line is cleared, so that it stays short.
const CLEAR_EVERY: usize = 20;
/// A keystroke that takes longer fails the benchmark.
const PATIENCE: Duration = Duration::from_secs(30);
const COMMAND: Duration = Duration::from_secs(120);

/// A run's figures, in milliseconds.
#[derive(Clone, Copy)]
struct Figures {
    median: f64,
    p99: f64,
}

/// Alternates between a quiet run and one beside each kind of abuse, so that both find the machine
/// in the same state.
pub async fn measure(bench: &Bench) -> anyhow::Result<String> {
    let mut honest = Vec::new();
    for _ in 0..HONEST {
        honest.push(opened(bench).await?);
    }
    let mut table = String::from(
        "keystroke to echo of three sessions beside a fourth, median of five runs\n  \
         beside                    quiet median / p99      beside median / p99     ratio\n",
    );
    let wanted = &bench.args.abuses;
    let is_wanted = |abuse: &&Abuse| wanted.is_empty() || wanted.iter().any(|it| it == abuse.name);
    for abuse in ABUSES.iter().filter(is_wanted) {
        let (mut quiet, mut beside) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            quiet.push(typed(&mut honest).await?);
            beside.push(typed_beside(bench, &mut honest, abuse).await?);
        }
        let (quiet, beside) = (middle(&quiet), middle(&beside));
        writeln!(
            table,
            "  {:<24} {:7.2} / {:7.2} ms    {:7.2} / {:7.2} ms    {:.2}",
            abuse.name,
            quiet.median,
            quiet.p99,
            beside.median,
            beside.p99,
            beside.median / quiet.median
        )?;
    }
    for (candidate, _) in honest {
        candidate.withdraw("").await?;
    }
    Ok(table.trim_end().to_owned())
}

/// A running session with a terminal that has answered. The build with which its sandbox
/// begins is stopped first: it uses everything that a sandbox may have, and would be
/// measured instead of the abuse.
async fn opened(bench: &Bench) -> anyhow::Result<(CandidateClient, TerminalClient)> {
    let (candidate, _) = bench.candidate().await?;
    candidate.start().await?;
    let mut terminal = candidate.terminal(1).await?;
    let quiet =
        "until pkill -x cargo; do sleep 0.1; done; while pkill -x rustc; do sleep 0.1; done; true";
    terminal.run(quiet, COMMAND).await?;
    Ok((candidate, terminal))
}

/// The abuser gets a new session each time: one that has used up its limits would spare the others.
async fn typed_beside(
    bench: &Bench,
    honest: &mut [(CandidateClient, TerminalClient)],
    abuse: &Abuse,
) -> anyhow::Result<Figures> {
    let (abuser, mut terminal) = opened(bench).await?;
    let abuser = Arc::new(abuser);
    if let Some((columns, rows)) = abuse.size {
        terminal.resize(columns, rows).await?;
    }
    let doing = outside::begin(abuse.outside, &bench.service.base, &abuser).await;
    terminal.send(abuse.line.as_bytes()).await?;
    terminal.send(b"\r").await?;
    // A client that floods the service does not read, and the service must not wait for it.
    let measured = typed(honest).await;
    drop((terminal, doing));
    abuser
        .withdraw("")
        .await
        .context("withdrawing the abuser")?;
    measured
}

/// All candidates type at once.
async fn typed(honest: &mut [(CandidateClient, TerminalClient)]) -> anyhow::Result<Figures> {
    let typing = honest.iter_mut().map(|(_, terminal)| keystrokes(terminal));
    let mut all = Samples::default();
    for samples in futures_util::future::try_join_all(typing).await? {
        for sample in samples {
            all.add(sample);
        }
    }
    Ok(Figures {
        median: all.median(),
        p99: all.quantile(0.99),
    })
}

async fn keystrokes(terminal: &mut TerminalClient) -> anyhow::Result<Vec<Duration>> {
    let mut samples = Vec::new();
    for index in 0..KEYSTROKES {
        let started = Instant::now();
        terminal.send(b"x").await?;
        let echoed = async {
            loop {
                if let Received::Output(_, bytes) = terminal.receive().await?
                    && bytes.contains(&b'x')
                {
                    return Ok::<_, anyhow::Error>(());
                }
            }
        };
        tokio::time::timeout(PATIENCE, echoed)
            .await
            .context("a keystroke was not echoed")??;
        samples.push(started.elapsed());
        if index % CLEAR_EVERY == CLEAR_EVERY - 1 {
            terminal.run("\x15true", COMMAND).await?;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(samples)
}

/// The median of each figure.
fn middle(runs: &[Figures]) -> Figures {
    let middle = |of: fn(&Figures) -> f64| {
        let mut values: Vec<_> = runs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Figures {
        median: middle(|it| it.median),
        p99: middle(|it| it.p99),
    }
}
