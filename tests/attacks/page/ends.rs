//! How a session ends: what was reported as saved is handed in, and a candidate who has begun to
//! hand in cannot continue to work.

use anyhow::{Context as _, Result, ensure};
use assay::client::terminal::Received;
use assay::domain::event::EventBody;
use assay::domain::session::SessionState;
use assay::domain::session_clock::SessionClock;
use assay::domain::time::{MINUTE, Timestamp};
use assay::routes::views::TerminalMessage;

use super::refused;
use crate::harness::{Installation, LATER, SOON, until};

#[tokio::test]
async fn time_that_runs_out_hands_in_what_was_saved() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    terminal.run("sed -i s/41/14/ src/main.rs", SOON).await?;
    until("the question is asked", SOON, async || {
        Ok(candidate
            .keep_draft("answer:why", "Nobody lo", 0)
            .await
            .ok())
    })
    .await?;
    candidate
        .keep_draft("final-note", "It was the num", 0)
        .await?;
    refused("no_such_draft", candidate.keep_draft("else", "x", 0).await)?;
    refused("refused", candidate.keep_draft("answer:next", "x", 0).await)?;
    let long = "x".repeat(20_001);
    refused(
        "refused",
        candidate.keep_draft("final-note", &long, 1).await,
    )?;

    // What was reported as saved is there after a kill, in any browser.
    installation.kill().await?;
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    ensure!(candidate.draft("final-note").await?["text"] == "It was the num");
    installation.stop().await?;
    let store = installation.store().await?;
    let record = store.session(session).await?.context("no session")?;
    let started_at = record.started_at.context("it has not started")?;
    let clock = SessionClock::starting(started_at, Timestamp::now().plus(-MINUTE));
    store.keep_clock(session, &clock).await?;
    installation.serve().await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    let events = installation.events(session).await?;
    let note = events.iter().find_map(|event| match &event.body {
        EventBody::SessionExpired {
            unfinished_note, ..
        } => Some(unfinished_note.as_deref()),
        _ => None,
    });
    ensure!(note == Some(Some("It was the num")), "{note:?}");
    let answer = events.iter().find_map(|event| match &event.body {
        EventBody::QuestionAnswered(it) => Some((it.text.as_str(), it.unfinished)),
        _ => None,
    });
    ensure!(answer == Some(("Nobody lo", true)), "{answer:?}");
    let record = store.session(session).await?.context("no session")?;
    ensure!(record.final_note.as_deref() == Some("It was the num"));
    ensure!(store.drafts(session).await?.is_empty(), "drafts are left");
    let view = installation.candidate(&invited)?.view().await?;
    ensure!(
        view["expired"]["unfinished_note"] == "It was the num",
        "{view}"
    );
    installation.export(session).await?;
    installation.close().await
}

#[tokio::test]
async fn who_has_read_the_last_questions_does_not_go_on_working() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let line = b"while :; do date +%N >> /workspace/late; sleep 0.05; done\r";
    terminal.send(line).await?;
    let late = installation.workspace(invited.session).join("late");
    until("something is written", SOON, async || {
        Ok(late.exists().then_some(()))
    })
    .await?;
    let view = candidate.handing_in().await?;
    ensure!(view["handing_in"] == true, "{view}");
    let written = std::fs::read(&late)?;
    refused("handing_in", candidate.pause().await)?;
    // The same with a service that was restarted.
    installation.kill().await?;
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    let mut terminal = installation
        .terminal_again(&invited, terminal.output_offset)
        .await?;
    terminal.send(b"x").await?;
    loop {
        match tokio::time::timeout(SOON, terminal.receive()).await?? {
            Received::Message(TerminalMessage::Refused { .. }) => break,
            Received::Message(TerminalMessage::InputSaved { .. }) => {
                anyhow::bail!("typed after the last questions were read")
            }
            _ => {}
        }
    }
    ensure!(candidate.view().await?["handing_in"] == true);
    candidate.answer("next", "A test.").await?;
    candidate.submit("Done.").await?;
    // The sandbox of the checks is removed by then.
    installation
        .state(invited.session, SessionState::Checked, LATER)
        .await?;
    let events = installation.events(invited.session).await?;
    let at = |wanted: fn(&EventBody) -> bool| events.iter().position(|it| wanted(&it.body));
    let began = at(|body| matches!(body, EventBody::SessionHandingIn {}));
    let asked = at(|body| matches!(body, EventBody::QuestionAsked(it) if it.question == "next"));
    ensure!(began.is_some() && began < asked, "{began:?} {asked:?}");
    ensure!(
        std::fs::read(&late).map_or(true, |now| now == written),
        "it went on"
    );
    installation.close().await
}
