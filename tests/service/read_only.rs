//! Paths that a candidate cannot change, and how git handles them.

use anyhow::{Result, ensure};
use assay::domain::event::{CheckOutcome, EventBody};
use assay::domain::session::SessionState;

use crate::harness::{Installation, LATER, SOON};

/// Each must fail.
const ATTEMPTS: [&str; 7] = [
    "echo x >> prompts/answer.md",
    "touch prompts/new.md",
    "rm -rf prompts",
    "mv prompts prompts2",
    "ln -sfn /tmp prompts",
    "chmod -R 777 prompts",
    "umount prompts",
];

#[tokio::test]
async fn read_only_paths_stay_as_they_are_also_in_a_sandbox_made_anew() -> Result<()> {
    let mut installation = Installation::new().await?;
    installation.rewrite_manifest(
        "enforced_by = \"prompts-untouched\"",
        "enforced_by = \"read-only\"\npaths = [\"prompts\"]",
    )?;
    installation.serve().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    for attempt in ATTEMPTS {
        ensure!(terminal.run(attempt, SOON).await? != 0, "{attempt} worked");
    }
    // Everything else in the workspace is the candidate's, and git works across the history.
    for line in [
        "test -z \"$(git status --porcelain)\"",
        "git checkout -q HEAD~1 && git checkout -q main",
        "sed -i s/41/14/ src/main.rs && git stash -q && git stash pop -q",
        "git diff --quiet -- prompts",
    ] {
        ensure!(terminal.run(line, SOON).await? == 0, "{line} failed");
    }
    let view = candidate.view().await?;
    let constraint = &view["given"]["constraints"][0];
    ensure!(constraint["enforcement"] == "read_only", "{constraint}");
    ensure!(constraint["paths"][0] == "prompts", "{constraint}");

    let container = installation.container(session).await?;
    let removed = std::process::Command::new("docker")
        .args(["rm", "--force", &container])
        .output()?;
    ensure!(removed.status.success(), "{removed:?}");
    drop(terminal);
    let recovered = |body: &EventBody| matches!(body, EventBody::SessionRecovered { .. });
    installation
        .event("a new sandbox", session, SOON, recovered)
        .await?;
    let mut terminal = installation.terminal_again_within(&invited, SOON).await?;
    ensure!(
        terminal.run(ATTEMPTS[0], SOON).await? != 0,
        "it can be changed now"
    );
    terminal.close().await?;
    candidate.submit("Done.").await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    for event in installation.events(session).await? {
        match event.body {
            EventBody::FileChanged { path, .. } | EventBody::FileDeleted { path, .. } => {
                ensure!(!path.starts_with("prompts"), "{path} changed");
            }
            EventBody::CheckCompleted(check) => {
                ensure!(check.outcome == CheckOutcome::Pass, "{check:?}");
            }
            _ => {}
        }
    }
    installation.close().await
}
