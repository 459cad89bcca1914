//! Checks of the workspace as it was at moments of a session.

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::EventBody;
use assay::domain::session::SessionState;
use serde_json::Value;

use crate::harness::{Installation, LATER, SOON, until};

/// The candidate breaks the build, and repairs it again.
const EDITS: [&str; 2] = [
    "echo 'fn broken( {' >> src/main.rs",
    "sed -i '/fn broken/d' src/main.rs",
];

#[tokio::test]
async fn a_check_curve_shows_what_broke_and_when_it_was_whole_again() -> Result<()> {
    // The curve consists of verdicts, which are withheld from blind reviewers.
    let mut installation = Installation::new().await?;
    installation.options = vec!["--blind".into(), "off".into()];
    installation.serve().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    let practitioner = installation.practitioner("curve").await?;
    let name = session.to_string();
    let early = practitioner.start_check_curve(&name).await;
    let early = early.expect_err("a session that runs has no check curve");
    ensure!(early.to_string().contains("not_checked"), "{early}");

    for (number, edit) in (1..).zip(EDITS) {
        ensure!(terminal.run(edit, SOON).await? == 0, "{edit}");
        until("the edit is seen from outside", SOON, async || {
            let events = installation.events(session).await?;
            let seen = events.iter().filter(|event| {
                matches!(&event.body, EventBody::FileChanged { path, .. } if path == "src/main.rs")
            });
            Ok((seen.count() == number).then_some(()))
        })
        .await?;
    }
    terminal.close().await?;
    candidate.submit("Broken once, and mended.").await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    let before = installation.events(session).await?.len();

    practitioner.start_check_curve(&name).await?;
    let curve = until("the curve is done", LATER, async || {
        let curve = practitioner.check_curve(&name).await?;
        ensure!(curve["state"]["state"] != "failed", "{curve}");
        Ok((curve["state"]["state"] == "idle").then_some(curve))
    })
    .await?;
    ensure!(
        outcomes(&curve, "builds")? == ["pass", "fail", "pass"],
        "{curve:#}"
    );
    ensure!(
        outcomes(&curve, "prompts-untouched")? == ["pass"; 3],
        "{curve:#}"
    );
    ensure!(
        installation.events(session).await?.len() == before,
        "a curve is derived: it adds nothing to the trace"
    );
    installation.no_container().await?;

    // A later edit changes nothing: the session keeps the checks that it was invited with.
    installation.rewrite_manifest("One file compiles in seconds.", "One file compiles soon.")?;
    practitioner.start_check_curve(&name).await?;
    installation.close().await
}

/// A check's outcomes, in the order of the moments.
fn outcomes<'a>(curve: &'a Value, check: &str) -> Result<Vec<&'a str>> {
    let points = curve["points"].as_array().context("no points")?;
    let of = |point: &'a Value| {
        let outcomes = point["outcomes"].as_array()?;
        let found = outcomes.iter().find(|it| it["check"] == check)?;
        found["outcome"].as_str()
    };
    let outcomes: Option<Vec<_>> = points.iter().map(of).collect();
    outcomes.context("a moment without this check")
}
