//! Folders nested as deep as a candidate likes. Walking down such a tree can need stack and
//! descriptors for each level, and it is removed when a session ends, or by the next start.

use std::path::Path;

use anyhow::{Result, ensure};
use assay::domain::session::SessionState;

use crate::harness::{Installation, LATER, SOON, until};

/// Chains of a thousand folders, each moved to the end of the one before: 20,000 levels, whose
/// paths are longer than any system call accepts.
const NEST: &str = "p=$(printf 'd/%.0s' {1..1000}); mkdir -p x/$p; \
                    for i in {1..19}; do mkdir -p y/$p && mv x y/$p && mv y x || exit 1; done";

/// Waits until what was moved out of the way is removed. The test could not remove it either.
async fn all_is_removed(data: &Path) -> Result<()> {
    let gone = data.join("gone");
    until("it is removed", LATER, async || {
        let left = std::fs::read_dir(&gone).map_or(0, Iterator::count);
        Ok((left == 0).then_some(()))
    })
    .await
}

#[tokio::test]
async fn folders_20000_deep_end_with_their_session_and_nothing_else_does() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (hostile, candidate, mut terminal) = installation.started().await?;
    let (honest, _, mut quiet) = installation.started().await?;
    let workspace = installation.workspace(hostile.session);
    ensure!(terminal.run(&format!("({NEST})"), LATER).await? == 0);
    let withdrawing = tokio::time::timeout(SOON, candidate.withdraw("enough"));
    withdrawing.await??;
    installation
        .state(hostile.session, SessionState::Withdrawn, SOON)
        .await?;
    until("its folder is out of the way", SOON, async || {
        Ok((!workspace.exists()).then_some(()))
    })
    .await?;
    ensure!(quiet.run("true", SOON).await? == 0);
    all_is_removed(&installation.data).await?;

    // Left by a service that was killed before it removed them.
    ensure!(quiet.run(&format!("({NEST})"), LATER).await? == 0);
    let left = installation.data.join("s/left-behind");
    let nested = installation.workspace(honest.session).join("x");
    installation.kill().await?;
    std::fs::rename(nested, &left)?;
    installation.serve().await?;
    let mut again = installation.terminal_again_within(&honest, SOON).await?;
    ensure!(again.run("true", SOON).await? == 0);
    ensure!(!left.exists(), "it is in the way");
    all_is_removed(&installation.data).await?;
    let candidate = installation.candidate(&honest)?;
    candidate.withdraw("enough").await?;
    all_is_removed(&installation.data).await?;
    installation.close().await
}

#[tokio::test]
async fn what_cannot_be_taken_away_is_tried_again_and_is_nothing_to_others() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (ended, candidate, terminal) = installation.started().await?;
    let (honest, _, _) = installation.started().await?;
    drop(terminal);
    let gone = installation.data.join("gone");
    std::fs::write(&gone, "no folder")?;
    candidate.withdraw("enough").await?;
    installation.kill().await?;
    // So that the next start has something to remove, too.
    std::fs::create_dir(installation.data.join("s/left-behind"))?;
    installation.serve().await?;
    let mut again = installation.terminal_again_within(&honest, SOON).await?;
    ensure!(again.run("true", SOON).await? == 0);
    let workspace = installation.workspace(honest.session);
    installation
        .candidate(&honest)?
        .withdraw("enough as well")
        .await?;
    ensure!(workspace.exists(), "it was taken away");
    std::fs::remove_file(&gone)?;
    until("it is tried again", SOON, async || {
        Ok((!workspace.exists()).then_some(()))
    })
    .await?;
    installation.kill().await?;
    installation.serve().await?;
    let left = installation.workspace(ended.session);
    until("the next start takes the rest away", SOON, async || {
        Ok((!left.exists()).then_some(()))
    })
    .await?;
    installation.close().await
}
