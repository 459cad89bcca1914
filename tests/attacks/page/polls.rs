//! What an open page costs, at the start of a day and at its end.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::domain::event::{Actor, Event, EventBody, Note};
use assay::domain::ids::SessionId;
use assay::domain::payload::Payload;
use assay::store::Store;
use assay::trace::chain::Head;
use serde_json::Value;

use crate::harness::{Installation, Invited};

/// The largest answer to one poll.
const MOST_BYTES: usize = 50_000;
/// The most that one poll may cost.
const MOST_CPU: Duration = Duration::from_millis(2);
const NOTES: usize = 60;
/// A long day: the session in the bug report had this many.
const EVENTS: u64 = 170_000;

fn revision(view: &Value) -> u64 {
    view["revision"].as_u64().unwrap_or_default()
}

fn size(view: &Value) -> usize {
    view.to_string().len()
}

#[tokio::test]
async fn sixty_long_notes_are_sent_once() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (_, candidate) = after_a_day(&mut installation, 200).await?;
    let whole = candidate.view().await?;
    ensure!(size(&whole) > NOTES * 10_000, "not everything is there");
    let mut known = revision(&whole);
    let mut bytes = 0;
    for _ in 0..20 {
        let view = candidate.view_since(known).await?;
        bytes += size(&view);
        known = revision(&view);
    }
    ensure!(bytes < 20 * 4_000, "20 polls answer {bytes} bytes");

    // Only pages that do not have a change get it.
    candidate.revise(1, "free", "short", "open").await?;
    let view = candidate.view_since(known).await?;
    ensure!(
        size(&view) < 4_000,
        "a change answers {} bytes",
        size(&view)
    );
    let notes = view["notes"].as_array().context("no notes")?;
    ensure!(notes.len() == 1 && notes[0]["text"] == "short", "{view}");
    // A page with a number from another service gets everything.
    let view = candidate.view_since(1_000_000).await?;
    ensure!(view["since"].is_null() && view["notes"].as_array().map(Vec::len) == Some(NOTES));
    installation.close().await
}

/// Starts a session with this many events in its trace, including long notes, like after a day of
/// work. They are written while the service is stopped, because a candidate may not write as fast.
async fn after_a_day(
    installation: &mut Installation,
    events: u64,
) -> Result<(Invited, CandidateClient)> {
    let invited = installation.invite()?;
    installation.candidate(&invited)?.consent().await?;
    installation.stop().await?;
    let store = installation.store().await?;
    lengthen(&store, invited.session, events).await?;
    store.close().await;
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    candidate
        .start()
        .await
        .with_context(|| installation.log())?;
    Ok((invited, candidate))
}

/// Appends notes and output of a terminal.
async fn lengthen(store: &Store, session: SessionId, until: u64) -> Result<()> {
    let last = store.last_event(session).await?.context("no event")?;
    let (at, first) = (last.at, last.seq + 1);
    let mut head = Head {
        seq: last.seq,
        hash: last.hash,
    };
    while head.seq < until {
        let mut events = Vec::new();
        while events.len() < 5_000 && head.seq < until {
            let seq = head.seq + 1;
            let event = Event {
                seq,
                at,
                active: 0,
                actor: Actor::Candidate,
                body: body(seq - first)?,
                links: Vec::new(),
            };
            events.push(head.extend(session, &event)?);
        }
        store.append_events(session, &events, &[]).await?;
    }
    Ok(())
}

fn body(place: u64) -> Result<EventBody> {
    if place < NOTES as u64 {
        let text = format!("{place} ").repeat(10_000);
        return Ok(EventBody::NoteFree(Note {
            note: u32::try_from(place + 1)?,
            revision: 0,
            text: text.chars().take(10_000).collect(),
            status: None,
        }));
    }
    let (bytes, _) = Payload::of(vec![b'x'; 400]);
    Ok(EventBody::TerminalOutput {
        terminal: 9,
        offset: (place - NOTES as u64) * 400,
        bytes,
    })
}

/// Processor time that the service has used so far.
fn cpu(installation: &Installation) -> Result<Duration> {
    let id = installation.process_id().context("it does not run")?;
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, rest) = stat.rsplit_once(')').context("no such line")?;
    let fields: Vec<_> = rest.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(Duration::from_millis(ticks * 10))
}

/// Processor time and bytes of one poll, including what the service does besides.
async fn cost(
    installation: &Installation,
    candidate: &CandidateClient,
) -> Result<(Duration, usize)> {
    const POLLS: u32 = 200;
    let mut known = revision(&candidate.view().await?);
    let before = cpu(installation)?;
    let mut bytes = 0;
    for _ in 0..POLLS {
        let view = candidate.view_since(known).await?;
        (bytes, known) = (bytes.max(size(&view)), revision(&view));
    }
    Ok((cpu(installation)?.saturating_sub(before) / POLLS, bytes))
}

#[tokio::test]
async fn a_poll_costs_no_more_at_the_end_of_a_day() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (short, _, _) = installation.started().await?;
    let (_, candidate) = after_a_day(&mut installation, EVENTS).await?;
    let (at_end, bytes) = cost(&installation, &candidate).await?;
    let young = installation.candidate(&short)?;
    let (at_start, _) = cost(&installation, &young).await?;
    eprintln!("a poll: {at_start:?} at the start, {at_end:?} and {bytes} bytes at the end");
    ensure!(at_end <= MOST_CPU, "{at_end:?} of processor time a poll");
    ensure!(bytes <= MOST_BYTES, "{bytes} bytes a poll");
    installation.close().await
}
