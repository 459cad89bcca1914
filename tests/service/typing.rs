//! Input that no keyboard produces, and output that is not text.

use anyhow::{Context as _, Result, ensure};
use assay::client::terminal::{Received, TerminalClient};
use assay::domain::event::{EventBody, InputSource};
use assay::routes::views::TerminalMessage;

use crate::harness::{Installation, SOON, until};

const PASTE: usize = 100_000_000;
const FRAME: usize = 16 * 1024;
/// The largest paste that is accepted, and some typing.
const TAKEN_AT_MOST: usize = 1024 * 1024 + 64 * 1024;

#[tokio::test]
async fn a_paste_of_100_mb_is_refused_whole_and_the_terminal_still_works() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let frame = terminal.frame(0, InputSource::Paste, &vec![b'x'; PASTE]);
    // The service stops reading, so sending may fail as well.
    let sent = terminal.send_raw(frame).await;
    let closed = async {
        sent?;
        loop {
            terminal.receive().await?;
        }
    };
    let closed: Result<()> = tokio::time::timeout(SOON, closed).await?;
    ensure!(closed.is_err(), "the connection was not closed");
    let refused = |body: &EventBody| matches!(body, EventBody::TerminalRefused { terminal: 1, reason, .. } if reason.contains("1 MiB"));
    installation
        .event("the refusal", invited.session, SOON, refused)
        .await?;

    let mut terminal = candidate.terminal(1).await?;
    let typed = |body: &EventBody| matches!(body, EventBody::TerminalInput { .. });
    let events = installation.events(invited.session).await?;
    ensure!(
        !events.iter().any(|it| typed(&it.body)),
        "something was typed"
    );
    ensure!(
        terminal.run("true", SOON).await? == 0,
        "the terminal does not work any more"
    );
    installation.close().await
}

#[tokio::test]
async fn a_paste_of_100_mb_in_frames_is_refused_beyond_the_first_mebibyte() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    // A program that takes what is typed as it is.
    terminal
        .send(b"stty raw -echo isig; echo re''ady; cat > pasted\r")
        .await?;
    terminal.wait_for("ready", SOON).await?;
    while terminal.saved_offset < terminal.input_offset {
        terminal.receive().await?;
    }
    let before = terminal.input_offset;
    let (mut offset, mut message) = (before, None);
    for number in 0..PASTE / FRAME {
        let offset_of_frame = before + (number * FRAME) as u64;
        let frame = terminal.frame(offset_of_frame, InputSource::Paste, &[b'a'; FRAME]);
        terminal.send_raw(frame).await?;
        match tokio::time::timeout(SOON, answer(&mut terminal)).await?? {
            TerminalMessage::InputSaved { offset: saved } => {
                ensure!(message.is_none(), "typed behind a gap");
                offset = saved;
            }
            TerminalMessage::Refused {
                message: said,
                input_offset,
            } => {
                ensure!(
                    input_offset == offset,
                    "{input_offset} is asked for, {offset} is saved"
                );
                message.get_or_insert(said);
            }
            other => anyhow::bail!("no answer to input: {other:?}"),
        }
    }
    let taken = usize::try_from(offset - before)?;
    ensure!(taken <= TAKEN_AT_MOST, "{taken} bytes were typed");
    let message = message.context("nothing was refused")?;
    ensure!(
        message.contains("1 MiB") && !message.contains("Nothing of it"),
        "{message}"
    );
    // A person sees the message and types again, until the burst is over.
    until("typing is accepted again", SOON, async || {
        terminal.input_offset = offset;
        terminal.send(b"\x03").await?;
        let answer = answer(&mut terminal).await?;
        Ok(matches!(answer, TerminalMessage::InputSaved { .. }).then_some(()))
    })
    .await?;
    terminal.send(b"stty sane; echo wo''rks\r").await?;
    terminal.wait_for("works", SOON).await?;
    // What counts as typed has arrived, and nothing else.
    let pasted = installation.workspace(invited.session).join("pasted");
    let pasted = std::fs::metadata(pasted)?.len();
    ensure!(
        pasted == taken as u64,
        "{taken} bytes are recorded and {pasted} arrived"
    );
    let exported = installation.export(invited.session).await?;
    exported.find("the refusal", |body| {
        matches!(body, EventBody::TerminalRefused { .. })
    })?;
    installation.close().await
}

/// The next answer to input.
async fn answer(terminal: &mut TerminalClient) -> Result<TerminalMessage> {
    loop {
        match terminal.receive().await? {
            Received::Message(TerminalMessage::Recording { .. }) | Received::Output(..) => {}
            Received::Message(message) => return Ok(message),
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_recorded_as_they_were() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let odd = r"printf '\xff\xfe\x80a\x00\xc3'";
    ensure!(terminal.run(odd, SOON).await? == 0);
    // All byte values, in order. The terminal must not convert any.
    let all = r"stty -opost; python3 -c 'import sys; sys.stdout.buffer.write(bytes(b for b in range(256) if b not in (27, 7)))'";
    ensure!(terminal.run(all, SOON).await? == 0);
    let exported = installation.export(invited.session).await?;
    ensure!(exported.printed_by(1, odd)? == b"\xff\xfe\x80a\x00\xc3");
    let expected: Vec<u8> = (0..=255).filter(|byte| ![27, 7].contains(byte)).collect();
    ensure!(exported.printed_by(1, all)? == expected);
    installation.close().await
}
