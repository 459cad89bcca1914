//! Pauses: everything stops, even if the service is killed meanwhile, and no time
//! is lost or given away.

use anyhow::{Context as _, Result, bail, ensure};
use assay::client::candidate::CandidateClient;
use assay::client::terminal::{Received, TerminalClient};
use assay::domain::event::{Event, EventBody, SessionPaused, SessionResumed};
use assay::domain::ids::SessionId;
use assay::domain::session::SessionState;
use assay::domain::session_clock::{MOST_PAUSED, Pauses, SessionClock};
use assay::domain::time::MINUTE;
use assay::routes::views::TerminalMessage;

use crate::harness::{Installation, LATER, SOON, until};

const SECOND: i64 = 1_000_000;
const TICKER: &[u8] = b"while true; do date +%N; done\r";

/// The session's clock, as the database has it.
async fn clock(installation: &Installation, session: SessionId) -> Result<SessionClock> {
    let record = installation.store().await?.session(session).await?;
    record
        .and_then(|record| record.clock())
        .context("there is no clock")
}

/// Bytes that terminal 1 has printed, according to the trace.
fn printed(events: &[Event]) -> u64 {
    let of_event = |event: &Event| match &event.body {
        EventBody::TerminalOutput { bytes, .. } => bytes.length(),
        _ => 0,
    };
    events.iter().map(of_event).sum()
}

async fn is_frozen(installation: &Installation) -> Result<bool> {
    let found = installation.docker().await?.list().await?;
    ensure!(found.len() == 1, "{found:?}");
    Ok(found[0].frozen)
}

fn refused<T>(code: &str, asked: Result<T>) -> Result<()> {
    let error = asked.err().context("it was not refused")?.to_string();
    ensure!(error.contains("409") && error.contains(code), "{error}");
    Ok(())
}

/// The answer to typing.
async fn typed(terminal: &mut TerminalClient, bytes: &[u8]) -> Result<TerminalMessage> {
    terminal.send(bytes).await?;
    loop {
        if let Received::Message(message) = terminal.receive().await?
            && !matches!(message, TerminalMessage::Recording { .. })
        {
            return Ok(message);
        }
    }
}

fn paused(events: &[Event]) -> Result<(&Event, &SessionPaused)> {
    let mut found = events.iter().filter_map(|event| match &event.body {
        EventBody::SessionPaused(paused) => Some((event, paused)),
        _ => None,
    });
    found.next_back().context("there is no pause")
}

fn resumed(events: &[Event]) -> Result<(&Event, &SessionResumed)> {
    let mut found = events.iter().filter_map(|event| match &event.body {
        EventBody::SessionResumed(resumed) => Some((event, resumed)),
        _ => None,
    });
    found.next_back().context("no pause ended")
}

#[tokio::test]
async fn a_pause_stops_everything_and_survives_a_kill_of_the_service() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    refused("not_paused", candidate.resume().await)?;
    terminal.send(TICKER).await?;
    let from = terminal.output_offset;
    while terminal.output_offset < from + 10_000 {
        tokio::time::timeout(SOON, terminal.receive()).await??;
    }
    let before = clock(&installation, session).await?;
    let view = candidate.pause().await?;
    ensure!(view["clock"]["pause"]["since"].is_i64(), "{view}");
    ensure!(is_frozen(&installation).await?);
    let shown = printed(&installation.events(session).await?);
    nothing_can_be_done(&candidate).await?;
    // Output from before is still sent. The answer to typing comes after it.
    let TerminalMessage::Refused { message, .. } = typed(&mut terminal, b"x").await? else {
        bail!("typed in a pause");
    };
    ensure!(message.contains("paused"), "{message}");

    // The last thing that it did before it was killed is only in the trace.
    installation.kill().await?;
    let store = installation.store().await?;
    store.keep_clock(session, &before).await?;
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    let mut terminal = installation
        .terminal_again(&invited, terminal.output_offset)
        .await?;
    ensure!(is_frozen(&installation).await?);
    let view = candidate.view().await?;
    ensure!(view["clock"]["pause"]["since"].is_i64(), "{view}");
    let answered = typed(&mut terminal, b"x").await?;
    ensure!(
        matches!(answered, TerminalMessage::Refused { .. }),
        "{answered:?}"
    );
    // A page that connects later sees the screen as it was.
    let screen = candidate.terminal(1).await?.snapshot;
    ensure!(screen.is_some_and(|screen| screen.len() > 100));
    let events = installation.events(session).await?;
    ensure!(printed(&events) == shown, "something was printed");
    let standing = clock(&installation, session).await?;
    let (stopped, said) = paused(&events)?;
    ensure!(standing.pauses.since == Some(said.since) && standing.deadline == before.deadline);

    candidate.resume().await?;
    ensure!(!is_frozen(&installation).await?);
    let from = terminal.output_offset;
    while terminal.output_offset < from + 10_000 {
        tokio::time::timeout(SOON, terminal.receive()).await??;
    }
    typed(&mut terminal, b"\x03").await?;
    let events = installation.events(session).await?;
    let (went_on, given) = resumed(&events)?;
    let meanwhile = events
        .iter()
        .filter(|it| it.seq > stopped.seq && it.seq < went_on.seq);
    for event in meanwhile {
        ensure!(event.active == stopped.active, "{stopped:?} {event:?}");
    }
    // The clock starts a moment before the event.
    let worked = went_on.active - stopped.active;
    ensure!(worked < given.paused / 10, "{stopped:?} {went_on:?}");
    ensure!(went_on.at - stopped.at >= given.paused - SECOND && given.paused > 0);
    let after = clock(&installation, session).await?;
    ensure!(after.deadline == before.deadline.plus(given.paused));
    ensure!(after.deadline == given.deadline && after.stood_still == given.paused);
    for event in &events {
        if let EventBody::SessionRecovered { downtime, .. } = event.body {
            ensure!(downtime == 0, "given back twice: {downtime}");
        }
    }
    refused("not_paused", candidate.resume().await)?;
    candidate.note("free", "Back again.", None).await?;
    installation.export(session).await?;
    installation.close().await
}

async fn nothing_can_be_done(candidate: &CandidateClient) -> Result<()> {
    refused("paused", candidate.pause().await)?;
    refused("paused", candidate.note("free", "Thought of.", None).await)?;
    refused("paused", candidate.answer("why", "Because.").await)?;
    refused("paused", candidate.reply("well", "Soon.").await)
}

#[tokio::test]
async fn neither_messages_nor_the_end_come_in_a_pause() -> Result<()> {
    let mut installation = Installation::new().await?;
    let inject = "[[inject]]\nid = \"late\"\nwhen = { minutes = 1 }\nfrom = \"manager\"\n\
                  message = \"Now.\"\n\n[limits]";
    installation.rewrite_manifest("[limits]", inject)?;
    installation.serve().await?;
    let (invited, candidate, terminal) = installation.started().await?;
    let session = invited.session;
    candidate.pause().await?;
    drop(terminal);
    installation.stop().await?;
    // Two seconds before the message, and six before the end.
    let store = installation.store().await?;
    let mut set = clock(&installation, session).await?;
    let since = set.pauses.since.context("it is not paused")?;
    set.started_at = since.plus(2 * SECOND - MINUTE - set.stood_still);
    set.deadline = since.plus(6 * SECOND);
    store.keep_clock(session, &set).await?;
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    until(
        "a pause that is longer than what was left",
        SOON,
        async || {
            let now = candidate.view().await?["clock"]["now"].as_i64();
            Ok((now > Some(since.plus(8 * SECOND).0)).then_some(()))
        },
    )
    .await?;
    ensure!(store.count_events(session, "inject.").await? == 0);
    let record = store.session(session).await?.context("it is gone")?;
    ensure!(record.state == SessionState::Running);
    // Until the container is known to run again, there is no sandbox to unfreeze.
    until("it resumes", SOON, async || {
        Ok(candidate.resume().await.ok())
    })
    .await?;
    let late =
        |body: &EventBody| matches!(body, EventBody::InjectDelivered(it) if it.inject == "late");
    let message = installation
        .event("the message", session, SOON, late)
        .await?;
    ensure!(message.active >= MINUTE, "{}", message.active);
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    let expired = |body: &EventBody| matches!(body, EventBody::SessionExpired { .. });
    installation
        .event("the end", session, SOON, expired)
        .await?;
    installation.no_container().await?;
    installation.close().await
}

#[tokio::test]
async fn a_pause_ends_by_itself_when_all_are_used_up() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, _, terminal) = installation.started().await?;
    let session = invited.session;
    drop(terminal);
    installation.kill().await?;
    let store = installation.store().await?;
    let mut set = clock(&installation, session).await?;
    set.pauses = Pauses {
        taken: MOST_PAUSED - SECOND,
        ..set.pauses
    };
    store.keep_clock(session, &set).await?;
    // Killed after it froze the sandbox, and before it recorded that.
    let container = installation.container(session).await?;
    let froze = std::process::Command::new("docker")
        .args(["pause", &container])
        .status()?;
    ensure!(froze.success());
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    until("it resumes", SOON, async || {
        Ok(candidate.pause().await.ok())
    })
    .await?;
    let ended = |body: &EventBody| matches!(body, EventBody::SessionResumed(_));
    let event = installation.event("its end", session, SOON, ended).await?;
    let EventBody::SessionResumed(ended) = event.body else {
        bail!("another event was asked for");
    };
    ensure!(
        ended.reason.contains("used up") && ended.paused >= SECOND,
        "{ended:?}"
    );
    let mut terminal = installation.terminal_again_within(&invited, SOON).await?;
    ensure!(terminal.run("true", SOON).await? == 0);
    refused("pauses_used_up", candidate.pause().await)?;
    installation.close().await
}

#[tokio::test]
async fn a_paused_session_can_be_handed_in() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, terminal) = installation.started().await?;
    drop(terminal);
    candidate.pause().await?;
    candidate.submit("Enough.").await?;
    installation
        .state(invited.session, SessionState::Checked, LATER)
        .await?;
    let exported = installation.export(invited.session).await?;
    let (_, given) = resumed(&exported.events)?;
    ensure!(given.reason == "The session ends.", "{given:?}");
    installation.no_container().await?;
    installation.close().await
}
