//! Signatures: made when a session is handed in, even if the service dies in that moment.

use anyhow::{Context as _, Result, bail, ensure};
use assay::domain::session::SessionState;

use crate::harness::{Installation, LATER, SOON, until};

/// Sessions to try until one is killed between its last event and the
/// signature, which are milliseconds apart.
const TRIES: usize = 5;

#[tokio::test]
async fn a_service_that_dies_before_it_signs_does_it_at_its_next_start() -> Result<()> {
    let mut installation = Installation::serving().await?;
    for _ in 0..TRIES {
        if died_between(&mut installation).await? {
            return installation.close().await;
        }
    }
    bail!("the service was never killed between event and signature");
}

/// Whether the kill came in time. If it did, the signature must be made later.
async fn died_between(installation: &mut Installation) -> Result<bool> {
    let (invited, candidate, terminal) = installation.started().await?;
    let session = invited.session;
    terminal.close().await?;
    let store = installation.store().await?;
    let submitting = tokio::spawn(async move { candidate.submit("Done.").await });
    while store.count_events(session, "session.submitted").await? == 0 {
        tokio::task::yield_now().await;
    }
    installation.kill().await?;
    // Whether the page got an answer does not matter here.
    let _ = submitting.await;
    let unsigned = store.signatures(session).await?.is_empty();
    // A signature needs no engine, and does not wait for one.
    let unreachable = "unix:///nonexistent/docker.sock".to_owned();
    installation
        .environment
        .push(("DOCKER_HOST".into(), unreachable));
    installation.serve().await?;
    until("the head is signed", SOON, async || {
        Ok(store.signatures(session).await?.pop())
    })
    .await
    .with_context(|| installation.log())?;
    installation.kill().await?;
    installation.environment.clear();
    installation.serve().await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    let signed = store.signatures(session).await?;
    let last = store
        .last_event(session)
        .await?
        .context("a trace has events")?;
    let covered = signed
        .last()
        .is_some_and(|it| it.seq == last.seq && it.head == last.hash);
    ensure!(
        covered,
        "the checks are not covered: {signed:?}, {}",
        last.seq
    );
    installation.export(session).await?;
    installation.verify_signed(session)?;
    Ok(unsigned)
}

#[tokio::test]
async fn the_key_is_kept_from_others_and_from_the_log() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut installation = Installation::serving().await?;
    let file = installation.data.join("signing-key");
    let mode = std::fs::metadata(&file)?.permissions().mode() & 0o777;
    ensure!(mode == 0o600, "{mode:o}");
    let secret = std::fs::read_to_string(&file)?;
    ensure!(!installation.log().contains(secret.trim()));
    let said = installation.succeed(&["trace", "key"])?;
    ensure!(
        !said.contains(secret.trim()) && said.contains("fingerprint: "),
        "{said}"
    );
    installation.stop().await?;
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644))?;
    ensure!(
        installation.serve().await.is_err(),
        "a key that others may read is used"
    );
    ensure!(
        installation.log().contains("mode 0600"),
        "{}",
        installation.log()
    );
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))?;
    installation.serve().await?;
    ensure!(
        installation.succeed(&["trace", "key"])? == said,
        "it is another key now"
    );
    installation.close().await
}
