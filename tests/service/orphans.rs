//! Containers that an earlier run left: removed, adopted or made again, and never somebody else's.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::EventBody;
use assay::sandbox::limits::Limits;
use assay::sandbox::{Docker, Purpose, SandboxSpec};

use crate::harness::{IMAGE, Installation, LATER, SOON};

fn spec(name: &str, purpose: Purpose, folder: &Path) -> SandboxSpec {
    SandboxSpec {
        name: name.to_owned(),
        purpose,
        image: IMAGE.to_owned(),
        directory: folder.join(name),
        limits: Limits::default(),
        host: "halden".to_owned(),
        state: "halden".to_owned(),
        read_only: Vec::new(),
    }
}

async fn names(docker: &Docker) -> Result<Vec<String>> {
    Ok(docker
        .list()
        .await?
        .into_iter()
        .map(|sandbox| sandbox.name)
        .collect())
}

#[tokio::test]
async fn what_nobody_needs_is_removed_and_what_is_another_installations_is_left() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let stranger = Installation::serving().await?;
    installation.stop().await?;
    let (own, other) = (installation.docker().await?, stranger.docker().await?);
    let folder = installation.folder.path().join("o");
    own.start(&spec("unknown", Purpose::Session, &folder))
        .await?;
    own.start(&spec("checks", Purpose::Verification, &folder))
        .await?;
    other
        .start(&spec("theirs", Purpose::Session, &folder))
        .await?;
    ensure!(
        names(&own).await?.len() == 2,
        "the orphans are not there to begin with"
    );
    installation.serve().await?;
    installation.no_container().await?;
    ensure!(
        names(&other).await? == ["theirs"],
        "another installation's sandbox was touched"
    );
    installation.close().await?;
    stranger.close().await
}

#[tokio::test]
async fn a_sandbox_that_ends_while_the_service_runs_is_made_anew() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    ensure!(terminal.run("echo kept > kept.txt", SOON).await? == 0);
    let docker = installation.docker().await?;
    let [sandbox] = &names(&docker).await?[..] else {
        anyhow::bail!("there is one sandbox")
    };
    docker.remove(sandbox).await?;
    let recovered = |body: &EventBody| {
        matches!(
            body,
            EventBody::SessionRecovered {
                processes_survived: false,
                ..
            }
        )
    };
    let session = invited.session;
    installation
        .event("a new sandbox", session, SOON, recovered)
        .await?;
    let mut terminal = installation
        .terminal_again(&invited, terminal.output_offset)
        .await?;
    ensure!(
        terminal
            .run("test \"$(cat kept.txt)\" = kept", LATER)
            .await?
            == 0
    );
    installation.export(session).await?;
    installation.close().await
}

#[tokio::test]
async fn a_session_whose_sandbox_is_gone_goes_on_in_a_new_one() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let session = invited.session;
    ensure!(
        terminal
            .run("echo kept > kept.txt; sleep 1000 & true", SOON)
            .await?
            == 0
    );
    let written = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "kept.txt");
    installation
        .event("the file", session, SOON, written)
        .await?;
    let before = terminal.output_offset;
    installation.kill().await?;
    let docker = installation.docker().await?;
    let [sandbox] = &names(&docker).await?[..] else {
        anyhow::bail!("there is one sandbox")
    };
    docker.remove(sandbox).await?;
    installation.serve().await?;
    let recovered = |body: &EventBody| {
        matches!(
            body,
            EventBody::SessionRecovered {
                processes_survived: false,
                ..
            }
        )
    };
    installation
        .event("a new sandbox", session, SOON, recovered)
        .await?;
    // The terminal's offsets continue, in a new shell.
    let mut terminal = installation.terminal_again(&invited, before).await?;
    ensure!(
        terminal
            .run("test \"$(cat kept.txt)\" = kept", LATER)
            .await?
            == 0,
        "the file is gone"
    );
    ensure!(
        terminal.run("! pgrep sleep", SOON).await? == 0,
        "a process survived its container"
    );
    ensure!(terminal.output_offset > before);
    let exported = installation.export(session).await?;
    let boots = exported.events.iter();
    let boots = boots.filter(|event| matches!(event.body, EventBody::SandboxBooted { .. }));
    ensure!(boots.count() == 2, "two sandboxes, two boots");
    ensure!(exported.output(1)?.len() as u64 >= terminal.output_offset);
    exported.find("the terminal outlives its shell", |body| {
        matches!(body, EventBody::SessionInterrupted { .. })
    })?;
    installation.close().await.context("closing")
}
