//! A scenario with two tracks: the candidate chooses, until the session starts.

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::domain::event::EventBody;

use crate::harness::{Installation, prompt};

const FIRST: &str = "halden-rust";
const SECOND: &str = "halden-second";
/// As many as `session/lifecycle/track.rs` allows.
const MOST: usize = 20;

/// The fixture with a second pipeline: the first under another name.
fn with_two_tracks(installation: &Installation) -> Result<()> {
    let pipelines = installation.library.join("pipelines");
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .args([pipelines.join(FIRST), pipelines.join(SECOND)])
        .status()?;
    ensure!(copied.success(), "the pipeline could not be copied");
    let path = pipelines.join(SECOND).join("pipeline.toml");
    let text = std::fs::read_to_string(&path)?;
    let named = text
        .replace("name = \"halden-rust\"", "name = \"halden-second\"")
        .replace("title = \"Rust\"", "title = \"Second\"");
    std::fs::write(path, named)?;
    std::fs::write(pipelines.join(SECOND).join("SECOND"), "It is here.\n")?;
    let one = "pipeline = \"halden-rust\"";
    installation.rewrite_manifest(one, "tracks = [\"halden-rust\", \"halden-second\"]")?;
    let brief = installation.library.join("scenarios/tiny/brief.md");
    let text = std::fs::read_to_string(&brief)?;
    Ok(std::fs::write(
        brief,
        format!("{text}\n{{{{ pipeline }}}}\n"),
    )?)
}

async fn refused(candidate: &CandidateClient, track: &str, code: &str) -> Result<()> {
    let error = candidate.choose_track(track).await.err();
    let error = error.with_context(|| format!("{track} was accepted"))?;
    ensure!(error.to_string().contains(code), "not {code}: {error}");
    Ok(())
}

#[tokio::test]
async fn a_candidate_chooses_until_the_start_and_every_choice_is_in_the_trace() -> Result<()> {
    let mut installation = Installation::new().await?;
    with_two_tracks(&installation)?;
    installation.serve().await?;
    let invited = installation.invite()?;
    let candidate = installation.candidate(&invited)?;
    candidate.consent().await?;

    let early = candidate
        .start()
        .await
        .err()
        .context("it started without a track")?;
    ensure!(early.to_string().contains("no_track"), "{early}");
    refused(&candidate, "halden-third", "no_such_track").await?;
    for track in [FIRST, FIRST, SECOND] {
        candidate.choose_track(track).await?;
    }
    let view = candidate.view().await?;
    ensure!(view["given"]["track"] == SECOND, "{view}");
    candidate
        .start()
        .await
        .with_context(|| installation.log())?;
    refused(&candidate, FIRST, "track_fixed").await?;
    let terminal = prompt(&candidate).await?;
    terminal.close().await?;
    let workspace = installation.workspace(invited.session);
    ensure!(workspace.join("SECOND").is_file(), "the other workspace");

    let events = installation.events(invited.session).await?;
    let chosen = events.iter().filter_map(|event| match &event.body {
        EventBody::SessionTrackChosen { track } => Some(track.as_str()),
        _ => None,
    });
    let chosen: Vec<_> = chosen.collect();
    ensure!(chosen == [FIRST, SECOND], "{chosen:?}");
    candidate.submit("Seen.").await?;
    refused(&candidate, FIRST, "already_submitted").await?;
    installation.close().await
}

/// Each choice is an event and a workspace, and a program can choose without end.
#[tokio::test]
async fn nobody_changes_their_mind_without_end() -> Result<()> {
    let mut installation = Installation::new().await?;
    with_two_tracks(&installation)?;
    installation.serve().await?;
    let candidate = installation.candidate(&installation.invite()?)?;
    candidate.consent().await?;
    for turn in 0..MOST {
        candidate.choose_track([FIRST, SECOND][turn % 2]).await?;
    }
    refused(&candidate, FIRST, "refused").await?;
    // What was chosen last stays, and may be said again.
    candidate.choose_track(SECOND).await?;
    installation.close().await
}

#[tokio::test]
async fn an_invitation_that_names_a_track_leaves_no_choice() -> Result<()> {
    let mut installation = Installation::new().await?;
    with_two_tracks(&installation)?;
    installation.serve().await?;
    let invited = installation.invite_on(&["--track", SECOND])?;
    let candidate = installation.candidate(&invited)?;
    candidate.consent().await?;
    refused(&candidate, FIRST, "track_fixed").await?;
    let view = candidate.view().await?;
    ensure!(view["given"]["track"] == SECOND, "{view}");
    ensure!(view["given"]["track_open"] == false, "{view}");
    installation.close().await
}
