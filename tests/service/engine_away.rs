//! Sessions that end while no Docker Engine answers: they end at once, and the engine does its part
//! when it is back.

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::EventBody;
use assay::domain::session::SessionState;

use crate::harness::{Door, Installation, LATER, SOON};

async fn behind_a_door() -> Result<(Installation, Door)> {
    let mut installation = Installation::new().await?;
    let door = Door::open_in(installation.folder.path())?;
    let host = ("DOCKER_HOST".to_owned(), door.host());
    installation.environment.push(host);
    installation.serve().await?;
    Ok((installation, door))
}

#[tokio::test]
async fn what_was_handed_in_without_an_engine_is_checked_when_it_is_back() -> Result<()> {
    let (installation, mut door) = behind_a_door().await?;
    let (invited, candidate, terminal) = installation.started().await?;
    drop(terminal);
    door.close().await?;
    let view = candidate.submit("Handed in.").await;
    let view = view.with_context(|| installation.log())?;
    ensure!(view["state"] == "submitted", "{view}");
    door.open()?;
    let (session, checked) = (invited.session, SessionState::Checked);
    installation.state(session, checked, LATER).await?;
    installation.no_container().await?;
    ensure!(!installation.workspace(session).exists());
    installation.export(session).await?;
    installation.close().await
}

#[tokio::test]
async fn a_session_whose_sandbox_is_out_of_reach_can_be_withdrawn() -> Result<()> {
    let (mut installation, mut door) = behind_a_door().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let session = invited.session;
    ensure!(terminal.run("echo kept > kept.txt", SOON).await? == 0);
    let written = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "kept.txt");
    installation
        .event("the file", session, SOON, written)
        .await?;
    installation.kill().await?;
    door.close().await?;
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    let view = candidate.withdraw("The machine is gone.").await;
    let view = view.with_context(|| installation.log())?;
    ensure!(view["state"] == "withdrawn", "{view}");
    door.open()?;
    installation.no_container().await?;
    let exported = installation.export(session).await?;
    let last = exported.events.last().map(|event| &event.body);
    let Some(EventBody::SessionWithdrawn(withdrawn)) = last else {
        anyhow::bail!("the trace ends otherwise: {last:?}")
    };
    ensure!(withdrawn.workspace.is_some());
    installation.close().await
}
