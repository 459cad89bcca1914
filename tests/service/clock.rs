//! Sessions whose time is up.

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::{CheckOutcome, EventBody};
use assay::domain::session::SessionState;
use assay::domain::session_clock::SessionClock;
use assay::domain::time::{MINUTE, Timestamp};

use crate::harness::{Installation, LATER, SOON};

#[tokio::test]
async fn a_session_ends_when_its_time_is_up_and_is_checked_as_it_is() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let session = invited.session;
    ensure!(terminal.run("echo more >> prompts/answer.md", SOON).await? == 0);
    installation.stop().await?;
    let store = installation.store().await?;
    let record = store
        .session(session)
        .await?
        .context("there is no session")?;
    let started_at = record.started_at.context("it has not started")?;
    // The time that a stop takes is given back: less than a minute.
    let clock = SessionClock::starting(started_at, Timestamp::now().plus(-MINUTE));
    store.keep_clock(session, &clock).await?;
    installation.serve().await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    installation.no_container().await?;
    let exported = installation.export(session).await?;
    exported.find("the end", |body| {
        matches!(body, EventBody::SessionExpired { .. })
    })?;
    let outcomes = exported
        .events
        .iter()
        .filter_map(|event| match &event.body {
            EventBody::CheckCompleted(result) => Some((result.check.as_str(), result.outcome)),
            _ => None,
        });
    let outcomes: Vec<_> = outcomes.collect();
    let expected = [
        ("builds", CheckOutcome::Pass),
        ("prompts-untouched", CheckOutcome::Fail),
    ];
    ensure!(outcomes == expected, "{outcomes:?}");
    let refused = installation
        .candidate(&invited)?
        .submit("Too late.")
        .await
        .err();
    let refused = refused.context("handed in behind the end")?.to_string();
    ensure!(
        refused.contains("409") && refused.contains("already_submitted"),
        "{refused}"
    );
    installation.close().await
}
