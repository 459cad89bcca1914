//! Sandboxes that are started while a candidate reads: used if nothing changed, and
//! removed in every other case.

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::domain::event::{Event, EventBody};

use crate::harness::{Installation, Invited, SOON, prompt, until};

/// Somebody who has agreed, and whose sandbox is frozen.
async fn warmed(installation: &Installation) -> Result<(Invited, CandidateClient)> {
    let invited = installation.invite()?;
    let candidate = installation.candidate(&invited)?;
    candidate.consent().await?;
    let docker = installation.docker().await?;
    let name = assay::session::sandbox_name(invited.session);
    until("its sandbox is frozen", SOON, async || {
        Ok((docker.is_frozen(&name).await == Some(true)).then_some(()))
    })
    .await
    .with_context(|| installation.log())?;
    Ok((invited, candidate))
}

/// The engine's id of a session's container, which no other container has.
async fn container_id(installation: &Installation, invited: &Invited) -> Result<String> {
    let name = installation.container(invited.session).await?;
    let inspect = ["inspect", "--format", "{{.Id}}", &name];
    let output = std::process::Command::new("docker")
        .args(inspect)
        .output()?;
    ensure!(output.status.success(), "there is no container {name}");
    Ok(String::from_utf8(output.stdout)?)
}

#[tokio::test]
async fn a_start_lets_the_warm_sandbox_go_on() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate) = warmed(&installation).await?;
    let warm = container_id(&installation, &invited).await?;
    candidate.start().await?;
    let mut terminal = prompt(&candidate).await?;
    ensure!(container_id(&installation, &invited).await? == warm);
    ensure!(terminal.run("echo worked > worked.txt", SOON).await? == 0);
    let ready = "until curl -sf localhost:6333/readyz; do sleep 0.1; done";
    ensure!(terminal.run(ready, SOON).await? == 0);
    let written = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "worked.txt");
    let session = invited.session;
    installation
        .event("the file", session, SOON, written)
        .await?;
    let exported = installation.export(session).await?;
    let boots = exported.events.iter();
    let boots = boots.filter(|event| matches!(event.body, EventBody::SandboxBooted { .. }));
    ensure!(boots.count() == 1, "one sandbox, one boot");
    installation.close().await
}

#[tokio::test]
async fn a_warm_sandbox_that_is_gone_is_made_anew() -> Result<()> {
    let mut installation = Installation::serving().await?;
    // Stopped from outside, as by an engine that restarts.
    let (stopped, candidate) = warmed(&installation).await?;
    let name = installation.container(stopped.session).await?;
    for action in ["unpause", "kill"] {
        let done = std::process::Command::new("docker")
            .args([action, &name])
            .output()?;
        ensure!(done.status.success(), "{done:?}");
    }
    candidate
        .start()
        .await
        .with_context(|| installation.log())?;
    prompt(&candidate).await?;
    let events = installation.events(stopped.session).await?;
    let interrupted = |event: &Event| matches!(event.body, EventBody::SessionInterrupted { .. });
    ensure!(
        !events.iter().any(interrupted),
        "it began with a dead sandbox"
    );
    candidate.withdraw("").await?;
    // Removed by the next service, after a kill.
    let (killed, _) = warmed(&installation).await?;
    let before = container_id(&installation, &killed).await?;
    installation.kill().await?;
    installation.serve().await?;
    let candidate = installation.candidate(&killed)?;
    candidate
        .start()
        .await
        .with_context(|| installation.log())?;
    let mut terminal = prompt(&candidate).await?;
    ensure!(container_id(&installation, &killed).await? != before);
    ensure!(
        terminal.run("test -f Cargo.toml", SOON).await? == 0,
        "no workspace"
    );
    installation.close().await
}

#[tokio::test]
async fn a_scenario_that_changed_meanwhile_starts_as_it_was() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate) = warmed(&installation).await?;
    let before = container_id(&installation, &invited).await?;
    installation.rewrite_manifest("minutes = ", "# Changed.\nminutes = ")?;
    candidate.start().await?;
    prompt(&candidate).await?;
    ensure!(container_id(&installation, &invited).await? == before);
    installation.close().await
}

#[tokio::test]
async fn warm_sandboxes_go_with_withdrawal_number_and_service() -> Result<()> {
    let mut installation = Installation::new().await?;
    installation.options = ["--warm-sandboxes", "1"].map(str::to_owned).to_vec();
    installation.serve().await?;
    let (_, candidate) = warmed(&installation).await?;
    candidate.withdraw("").await?;
    installation.no_container().await?;
    let (older, _) = warmed(&installation).await?;
    warmed(&installation).await?;
    let docker = installation.docker().await?;
    let name = assay::session::sandbox_name(older.session);
    until("the older one is gone", SOON, async || {
        Ok(docker.is_frozen(&name).await.is_none().then_some(()))
    })
    .await?;
    ensure!(docker.list().await?.len() == 1);
    installation.stop().await?;
    ensure!(docker.list().await?.is_empty(), "a stop left one");
    installation.serve().await?;
    installation.close().await
}
