//! Sessions are judged by what they were invited with.

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::EventBody;
use assay::domain::session::SessionState;

use super::harness::{Installation, LATER, SOON, prompt};

/// Changes everything in the library at once, then removes the scenario.
fn rewrite_everything(installation: &Installation) -> Result<()> {
    installation.rewrite_manifest("minutes = 10", "minutes = 99")?;
    installation.rewrite_manifest("Too many days", "Another title")?;
    installation.rewrite_manifest("paths = [\"prompts\"]", "paths = [\"no-such-folder\"]")?;
    let tiny = installation.library.join("scenarios/tiny");
    std::fs::write(tiny.join("brief.md"), "Another brief.\n")?;
    let common = installation.library.join("scenarios/common-rubric.toml");
    let text = std::fs::read_to_string(&common)?;
    std::fs::write(
        &common,
        text.replace("[[criterion]]\nid = \"", "[[criterion]]\nid = \"new-"),
    )?;
    let pipeline = installation.library.join("pipelines/halden-rust");
    std::fs::write(pipeline.join("src/main.rs"), "fn main() { broken }\n")?;
    Ok(())
}

#[tokio::test]
async fn a_later_edit_and_removal_change_neither_session_nor_review_nor_report() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let practitioner = installation.practitioner("ada").await?;
    let invited = installation.invite()?;
    let (session, name) = (invited.session, invited.session.to_string());
    let rubric = practitioner.session(&name).await?["rubric"].clone();
    rewrite_everything(&installation)?;

    let candidate = installation.candidate(&invited)?;
    candidate.consent().await?;
    let view = candidate
        .start()
        .await
        .with_context(|| installation.log())?;
    ensure!(view["given"]["title"] == "Too many days", "{view}");
    ensure!(view["given"]["minutes"] == 10, "{view}");
    ensure!(view["given"]["brief"] != "Another brief.\n", "{view}");
    let mut terminal = prompt(&candidate).await?;
    ensure!(terminal.run("grep -q broken src/main.rs", SOON).await? != 0);

    // The same for a service that starts later, and finds its copy
    // damaged and the scenario missing.
    installation.kill().await?;
    let editions = installation.data.join("editions");
    let edition = std::fs::read_dir(&editions)?
        .next()
        .context("no edition")??;
    std::fs::write(
        edition.path().join("scenarios/tiny/brief.md"),
        "Tampered.\n",
    )?;
    std::fs::remove_dir_all(installation.library.join("scenarios/tiny"))?;
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    installation.terminal_again_within(&invited, LATER).await?;
    let brief = candidate.view().await?["given"]["brief"].clone();
    ensure!(brief == view["given"]["brief"], "{brief}");

    candidate.submit("One number was wrong.").await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    let exported = installation.export(session).await?;
    exported.find("the pinned check passes", |body| {
        matches!(body, EventBody::CheckCompleted(it)
            if it.check == "prompts-untouched" && serde_json::json!(it.outcome) == "pass")
    })?;
    let seen = installation
        .practitioner("ada")
        .await?
        .session(&name)
        .await?;
    ensure!(seen["rubric"] == rubric, "{seen}");
    ensure!(seen["row"]["title"] == "Too many days", "{seen}");
    let file = installation.folder.path().join("report.html");
    let file = file.to_str().context("a path")?;
    installation.succeed(&["report", "export", &name, file])?;
    ensure!(std::fs::read_to_string(file)?.contains("Too many days"));
    installation.close().await
}

/// The session's title as practitioners see it, and whether the page says
/// that the scenario is current.
async fn title(installation: &Installation, session: &str) -> Result<(String, bool)> {
    let seen = installation.practitioner("ada").await?;
    let seen = seen.session(session).await?;
    let title = seen["row"]["title"]
        .as_str()
        .context("no title")?
        .to_owned();
    let other = seen["other_edition"].as_bool();
    Ok((title, other.context("no word about the edition")?))
}

#[tokio::test]
async fn an_imported_session_is_judged_by_what_it_was_invited_with_or_says_that_it_is_not()
-> Result<()> {
    let mut installation = Installation::serving().await?;
    let invited = installation.invite()?;
    let (session, name) = (invited.session, invited.session.to_string());
    installation
        .candidate(&invited)?
        .withdraw("Another offer.")
        .await?;
    installation.export(session).await?;
    let bundle = installation.folder.path().join(format!("export-{name}"));
    let bundle = bundle.to_str().context("a path")?.to_owned();
    installation.stop().await?;

    // If the scenario has not changed it is pinned, and may change from then on.
    installation.data = installation.folder.path().join("same");
    std::fs::create_dir(&installation.data)?;
    installation.succeed(&["trace", "import", &bundle])?;
    installation.serve().await?;
    ensure!(title(&installation, &name).await? == ("Too many days".to_owned(), false));
    installation.rewrite_manifest("Too many days", "Another title")?;
    ensure!(title(&installation, &name).await? == ("Too many days".to_owned(), false));
    installation.stop().await?;

    installation.data = installation.folder.path().join("another");
    std::fs::create_dir(&installation.data)?;
    installation.succeed(&["trace", "import", &bundle])?;
    installation.serve().await?;
    ensure!(title(&installation, &name).await? == ("Another title".to_owned(), true));
    installation.close().await
}
