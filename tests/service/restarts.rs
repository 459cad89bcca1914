//! A sandbox that keeps exiting: it is started again after longer and longer
//! pauses, and people are told.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::EventBody;
use assay::session::TELL_AFTER;

use crate::harness::{Installation, LATER, SOON, until};

#[tokio::test]
async fn a_sandbox_that_ends_at_every_start_is_tried_less_and_less_often() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, terminal) = installation.started().await?;
    drop(terminal);
    let session = invited.session;
    let container = installation.container(session).await?;
    let began = Instant::now();
    let store = installation.store().await?;
    until("the trace tells", LATER, async || {
        // Whenever it runs, it is killed.
        let _ = std::process::Command::new("docker")
            .args(["kill", &container])
            .output()?;
        let told = store.count_events(session, "sandbox.failing").await?;
        Ok((told > 0).then_some(()))
    })
    .await
    .with_context(|| installation.log())?;
    // There are pauses of 3 and 6 seconds between the attempts.
    ensure!(
        began.elapsed() >= Duration::from_secs(9),
        "too often: {:?}",
        began.elapsed()
    );
    let view = candidate.view().await?;
    ensure!(view["failing"]["tries"] == TELL_AFTER, "{view}");
    let reason = view["failing"]["reason"].as_str().unwrap_or_default();
    ensure!(reason.contains("could not be restarted"), "{reason}");
    ensure!(!reason.contains("137"), "a cause is told: {reason}");
    let first = view["clock"]["deadline"].as_i64();
    until("the clock is stopped", SOON, async || {
        let later = candidate.view().await?["clock"]["deadline"].as_i64();
        Ok((later > first).then_some(()))
    })
    .await?;
    let events = installation.events(session).await?;
    let count =
        |wanted: fn(&EventBody) -> bool| events.iter().filter(|event| wanted(&event.body)).count();
    let traced = events.iter().any(|event| {
        matches!(&event.body, EventBody::SandboxFailing { reason, .. } if reason.contains("137"))
    });
    ensure!(traced, "the trace has no cause");
    let tries = usize::try_from(TELL_AFTER)?;
    let interrupted = count(|body| matches!(body, EventBody::SessionInterrupted { .. }));
    let recovered = count(|body| matches!(body, EventBody::SessionRecovered { .. }));
    ensure!(
        interrupted <= tries + 1 && recovered < tries + 1,
        "{interrupted}, {recovered}"
    );
    // Once nobody kills it, it comes back, and the candidate continues.
    let mut terminal = installation.terminal_again_within(&invited, LATER).await?;
    ensure!(terminal.run("true", SOON).await? == 0);
    installation.close().await
}
