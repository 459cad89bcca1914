//! SIGKILL in the middle of output: nothing is missing, nothing is doubled, and nothing was shown
//! that is not in the trace.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use assay::client::terminal::{Received, TerminalClient};
use assay::domain::event::EventBody;
use assay::routes::views::TerminalMessage;
use rand::Rng as _;

use crate::harness::{Installation, LATER, SOON, until};

/// Longer than the service waits between two signs of life.
const WITHOUT_ENGINE: Duration = Duration::from_secs(7);
const KILLS: usize = 3;
const LINES: u32 = 1_500_000;

/// What a page saw: output with its offset, and screens.
#[derive(Default)]
pub struct Seen {
    output: Vec<(u64, Vec<u8>)>,
    /// The latest screen or output, after the end of what came before it.
    latest: Vec<u8>,
}

impl Seen {
    /// Receives one message.
    pub async fn more(&mut self, terminal: &mut TerminalClient) -> Result<()> {
        self.take(terminal.receive().await?);
        Ok(())
    }

    pub fn take(&mut self, received: Received) {
        match received {
            Received::Output(offset, bytes) => {
                self.show(&bytes);
                self.output.push((offset, bytes));
            }
            Received::Message(TerminalMessage::Attached {
                snapshot: Some(screen),
                ..
            }) => {
                self.show(screen.as_bytes());
            }
            Received::Message(_) => {}
        }
    }

    /// Everything that was shown is in what was recorded, at the same offset.
    pub fn is_in(&self, recorded: &[u8]) -> Result<()> {
        for (offset, bytes) in &self.output {
            let at = usize::try_from(*offset)?;
            ensure!(
                recorded.get(at..at + bytes.len()) == Some(bytes),
                "shown at {offset} and not recorded"
            );
        }
        Ok(())
    }

    /// Adds to what is on the screen.
    pub fn show(&mut self, bytes: &[u8]) {
        self.latest.drain(..self.latest.len().saturating_sub(4096));
        self.latest.extend(bytes);
    }

    /// Receives until this is shown.
    pub async fn until(&mut self, terminal: &mut TerminalClient, text: &str) -> Result<()> {
        let shows = |latest: &[u8]| latest.windows(text.len()).any(|it| it == text.as_bytes());
        let waiting = async {
            while !shows(&self.latest) {
                self.more(terminal).await?;
            }
            Ok::<_, anyhow::Error>(())
        };
        tokio::time::timeout(LATER, waiting)
            .await
            .with_context(|| format!("no {text:?}"))?
    }
}

#[tokio::test]
async fn a_flood_survives_kills_of_the_service_byte_for_byte() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let line = format!("seq 1 {LINES}");
    terminal.send(format!("{line}\r").as_bytes()).await?;
    let mut seen = Seen::default();
    let mut moments = Vec::new();
    for _ in 0..KILLS {
        let moment = terminal.output_offset + rand::rng().random_range(1..2_000_000);
        moments.push(moment);
        while terminal.output_offset < moment {
            tokio::time::timeout(SOON, seen.more(&mut terminal)).await??;
        }
        installation.kill().await?;
        // What was under way when the service died was shown as well.
        while seen.more(&mut terminal).await.is_ok() {}
        installation.serve().await?;
        terminal = installation
            .terminal_again(&invited, terminal.output_offset)
            .await?;
    }
    // The flood continues after the last kill, and the shell takes the next command after it.
    if let Some(screen) = &terminal.snapshot {
        seen.show(screen.as_bytes());
    }
    seen.until(&mut terminal, &LINES.to_string()).await?;
    terminal.send(b"echo st''ill\r").await?;
    seen.until(&mut terminal, "still").await?;

    let exported = installation.export(invited.session).await?;
    let expected: String = (1..=LINES)
        .flat_map(|number| [number.to_string(), "\r\n".into()])
        .collect();
    let printed = exported.printed_by(1, &line)?;
    ensure!(
        printed == expected.as_bytes(),
        "killed at {moments:?}: {} bytes instead of {}",
        printed.len(),
        expected.len()
    );
    let shown = seen.is_in(&exported.output(1)?);
    shown.with_context(|| format!("killed at {moments:?}"))?;
    let recovered = exported.events.iter().filter(|event| {
        matches!(event.body, EventBody::SessionRecovered { processes_survived: true, downtime, .. } if downtime > 0)
    });
    ensure!(
        recovered.count() == KILLS,
        "not every recovery is in the trace"
    );
    installation.close().await
}

#[tokio::test]
async fn time_that_a_crash_took_is_given_back() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, _, terminal) = installation.started().await?;
    let deadline = async |installation: &Installation| {
        let record = installation.store().await?.session(invited.session).await?;
        Ok::<_, anyhow::Error>(record.and_then(|record| record.deadline).map(|at| at.0))
    };
    let before = deadline(&installation).await?;
    installation.kill().await?;
    drop(terminal);
    // A service that cannot reach the engine keeps counting the time as lost.
    let unreachable = (
        "DOCKER_HOST".into(),
        "unix:///nonexistent/docker.sock".into(),
    );
    installation.environment.push(unreachable);
    installation.serve().await?;
    tokio::time::sleep(WITHOUT_ENGINE).await;
    installation.kill().await?;
    installation.environment.clear();
    installation.serve().await?;
    let recovered = |body: &EventBody| matches!(body, EventBody::SessionRecovered { .. });
    let event = installation
        .event("recovery", invited.session, SOON, recovered)
        .await?;
    let EventBody::SessionRecovered {
        downtime,
        deadline: said,
        ..
    } = event.body
    else {
        anyhow::bail!("another event was asked for");
    };
    ensure!(
        u128::try_from(downtime)? >= WITHOUT_ENGINE.as_micros(),
        "{downtime} µs"
    );
    let after = until("the new deadline", SOON, async || {
        let now = deadline(&installation).await?;
        Ok((now != before).then_some(now))
    })
    .await?;
    ensure!(after == Some(said.0) && after == before.map(|before| before + downtime));
    installation.close().await
}
