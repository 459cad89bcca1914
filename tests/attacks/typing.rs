//! Two pages at one terminal, pages that disappear, and more terminals than are allowed.

mod answering;
mod widths;

use std::collections::VecDeque;

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::client::terminal::{Attach, Received, TerminalClient};
use assay::domain::event::{EventBody, InputSource};
use assay::domain::ids::SessionId;
use assay::routes::views::{TerminalMessage, close};

use crate::harness::{Installation, LATER, SOON, until};

/// Pages that one session may connect.
const PLACES: usize = 24;
/// Terminals that one sandbox may have.
const TERMINALS: u32 = 8;

/// Everything that was recorded as typed into terminal 1, one entry for each input.
async fn typed(installation: &Installation, session: SessionId) -> Result<Vec<Vec<u8>>> {
    let mut inputs = Vec::new();
    for event in installation.events(session).await? {
        if let EventBody::TerminalInput {
            terminal: 1, bytes, ..
        } = event.body
        {
            inputs.push(bytes.inline().context("a long input")?);
        }
    }
    Ok(inputs)
}

/// Waits for the answer to one input: whether it was saved.
async fn is_saved(terminal: &mut TerminalClient) -> Result<bool> {
    let answer = async {
        loop {
            match terminal.receive().await? {
                Received::Message(TerminalMessage::InputSaved { .. }) => return Ok(true),
                Received::Message(TerminalMessage::Refused { .. }) => return Ok(false),
                _ => {}
            }
        }
    };
    tokio::time::timeout(SOON, answer).await?
}

/// Why the server closed a terminal.
async fn closed(terminal: &mut TerminalClient) -> Result<String> {
    let ended = async {
        loop {
            if let Err(error) = terminal.receive().await {
                return error.to_string();
            }
        }
    };
    Ok(tokio::time::timeout(SOON, ended).await?)
}

/// Sends again what the page has not seen saved, as a page does: from the server's offset, or all
/// of it if that offset is not inside it.
async fn send_again(terminal: &mut TerminalClient, offset: u64, bytes: &[u8]) -> Result<()> {
    let known = terminal.input_offset.checked_sub(offset);
    let known = known.and_then(|known| usize::try_from(known).ok());
    let rest = known.and_then(|known| bytes.get(known..)).unwrap_or(bytes);
    if !rest.is_empty() {
        terminal.send(rest).await?;
        is_saved(terminal).await?;
    }
    Ok(())
}

#[tokio::test]
async fn of_two_pages_at_one_offset_each_is_typed_whole() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut first) = installation.started().await?;
    let mut second = candidate.terminal(1).await?;
    first.send(b"echo first\r").await?;
    ensure!(is_saved(&mut first).await?);
    second.send(b"echo two; echo three\r").await?;
    let saved = is_saved(&mut second).await?;
    let inputs = typed(&installation, invited.session).await?;
    let whole = inputs.contains(&b"echo two; echo three\r".to_vec());
    ensure!(saved == whole, "saved: {saved}, typed: {inputs:?}");
    ensure!(saved, "refused without a reason");
    second.wait_for("\nthree", SOON).await?;
    installation.close().await
}

#[tokio::test]
async fn two_pages_that_type_at_once_lose_and_double_nothing() -> Result<()> {
    const INPUTS: usize = 150;
    let installation = Installation::serving().await?;
    let (invited, candidate, mut first) = installation.started().await?;
    first
        .send(b"stty raw -echo isig; echo re''ady; cat > typed\r")
        .await?;
    first.wait_for("ready", SOON).await?;
    let mut second = candidate.terminal(1).await?;
    let before = typed(&installation, invited.session).await?.len();
    let write = async |terminal: &mut TerminalClient, name: char| {
        let mut inputs = VecDeque::new();
        for number in 0..INPUTS {
            let input = format!("{name}{number}{}\n", "-".repeat(number % 7));
            terminal.send(input.as_bytes()).await?;
            ensure!(is_saved(terminal).await?, "{input:?} was refused");
            inputs.push_back(input);
        }
        Ok(inputs)
    };
    let (one, two) = tokio::join!(write(&mut first, 'a'), write(&mut second, 'b'));
    let mut pages = [one?, two?];
    let inputs = typed(&installation, invited.session)
        .await?
        .split_off(before);
    let whole = inputs.concat();
    for input in inputs {
        let page = pages
            .iter_mut()
            .find(|page| page.front().is_some_and(|it| it.as_bytes() == input));
        page.with_context(|| format!("{} is not what was typed next", input.escape_ascii()))?
            .pop_front();
    }
    ensure!(pages.iter().all(VecDeque::is_empty), "lost: {pages:?}");
    let file = installation.workspace(invited.session).join("typed");
    until("the program has read it all", SOON, async || {
        Ok((std::fs::read(&file)? == whole).then_some(()))
    })
    .await?;
    installation.close().await
}

#[tokio::test]
async fn input_whose_answer_was_lost_is_typed_once() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, candidate, mut other) = installation.started().await?;
    let me = Attach::to(1);
    let mut page = candidate.attach(me).await?;
    let offset = page.input_offset;
    let input = b"echo on''ce\r";
    page.send(input).await?;
    // The answer is not read, and the connection is lost, not closed.
    installation
        .event("the input", invited.session, SOON, |body| {
            matches!(body, EventBody::TerminalInput { .. })
        })
        .await?;
    drop(page);
    other.send(b"#\r").await?;
    let mut page = candidate.attach(me).await?;
    send_again(&mut page, offset, input).await?;
    // A retry that ignores the offset is recognised by its own.
    let frame = page.frame(offset, InputSource::Keys, input);
    page.send_raw(frame).await?;
    ensure!(is_saved(&mut page).await?, "a retry was refused");

    installation.kill().await?;
    installation.serve().await?;
    let mut page = until("the session goes on", SOON, async || {
        Ok(installation.candidate(&invited)?.attach(me).await.ok())
    })
    .await?;
    send_again(&mut page, offset, input).await?;
    page.send(b"echo do''ne\r").await?;
    page.wait_for("done", SOON).await?;
    let inputs = typed(&installation, invited.session).await?;
    let times = inputs.iter().filter(|it| it.as_slice() == input).count();
    ensure!(times == 1, "typed {times} times: {inputs:?}");
    installation.close().await
}

#[tokio::test]
async fn a_page_that_connects_again_replaces_its_older_connection() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, _) = installation.started().await?;
    let me = Attach::to(1);
    let mut older = candidate.attach(me).await?;
    let mut newer = candidate.attach(me).await?;
    // What was under way on the older connection arrives after the newer one's input.
    let late = older.send(b"late").await;
    newer.send(b"# newer\r").await?;
    ensure!(is_saved(&mut newer).await?);
    if late.is_ok() {
        let reason = closed(&mut older).await?;
        ensure!(reason.contains(&close::REPLACED.to_string()), "{reason}");
    }
    let inputs = typed(&installation, invited.session).await?;
    ensure!(inputs == [b"# newer\r"], "{inputs:?}");
    installation.close().await
}

#[tokio::test]
async fn pages_that_vanished_give_their_places_back() -> Result<()> {
    let installation = Installation::serving().await?;
    let (_, candidate, terminal) = installation.started().await?;
    terminal.close().await?;
    // Nobody reads on these, so no ping is answered, as if a cable was pulled.
    let mut silent = Vec::new();
    until("the closed page's place is free", SOON, async || {
        while silent.len() < PLACES {
            match candidate.terminal(1).await {
                Ok(terminal) => silent.push(terminal),
                Err(_) => return Ok(None),
            }
        }
        Ok(Some(()))
    })
    .await?;
    ensure!(
        candidate.terminal(1).await.is_err(),
        "there are more places"
    );
    let mut honest = until("a place is free again", LATER / 3, async || {
        Ok(candidate.terminal(1).await.ok())
    })
    .await?;
    ensure!(honest.run("true", SOON).await? == 0);
    installation.close().await
}

#[tokio::test]
async fn a_page_that_closes_gives_its_place_back_at_once() -> Result<()> {
    let installation = Installation::serving().await?;
    let (_, candidate, terminal) = installation.started().await?;
    terminal.close().await?;
    for _ in 0..3 * PLACES {
        let terminal = until("a place", SOON, async || {
            Ok(candidate.terminal(1).await.ok())
        });
        terminal.await?.close().await?;
    }
    installation.close().await
}

/// Opens a terminal. Fails with the server's error if there is no place.
async fn open(candidate: &CandidateClient, number: u32) -> Result<TerminalClient> {
    tokio::time::timeout(SOON, candidate.terminal(number)).await?
}

#[tokio::test]
async fn a_ninth_terminal_is_refused_in_words() -> Result<()> {
    let installation = Installation::serving().await?;
    let (_, candidate, mut first) = installation.started().await?;
    let mut others = Vec::new();
    for number in 2..=TERMINALS {
        others.push(open(&candidate, number).await?);
    }
    let refused = open(&candidate, TERMINALS + 1).await.err();
    let refused = refused.context("there are nine")?.to_string();
    for said in [&close::FULL.to_string(), "End a shell"] {
        ensure!(refused.contains(said), "{refused}");
    }
    first.send(b"exit\r").await?;
    until("there is room", SOON, async || {
        Ok(open(&candidate, TERMINALS + 1).await.ok())
    })
    .await?;
    installation.close().await
}

#[tokio::test]
async fn a_page_that_fell_behind_leaves_the_size_as_it_is() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut other) = installation.started().await?;
    let mut slow = candidate.terminal(1).await?;
    // Both pages are the same size: the page that typed last decides.
    other.resize(101, 31).await?;
    slow.resize(101, 31).await?;
    let resized = |cols: u16| move |body: &EventBody| matches!(body, EventBody::TerminalResized { cols: now, .. } if *now == cols);
    installation
        .event("the size", invited.session, SOON, resized(101))
        .await?;
    // More than the sockets can buffer, and then more pieces than the service keeps for a page.
    let flood =
        "head -c 20000000 /dev/zero | tr '\\0' x; for i in {1..500}; do echo $i; sleep 0.005; done";
    ensure!(other.run(flood, LATER).await? == 0);
    let greeted = async {
        loop {
            if let Received::Message(TerminalMessage::Attached { .. }) = slow.receive().await? {
                return anyhow::Ok(());
            }
        }
    };
    tokio::time::timeout(SOON, greeted).await??;
    let back = installation.events(invited.session).await?;
    ensure!(
        !back.iter().any(|it| resized(120)(&it.body)),
        "the first size is back"
    );
    installation.close().await
}
