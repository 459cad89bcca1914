//! What there must be only one of although two pages show the terminal: the answer to a program's
//! query, and the size.

use anyhow::{Context as _, Result, ensure};
use assay::client::terminal::{Attach, Received, TerminalClient};
use assay::domain::event::{EventBody, InputSource};
use assay::routes::views::TerminalMessage;

use super::is_saved;
use crate::harness::{Installation, SOON, until};

#[tokio::test]
async fn of_two_pages_one_answers_a_programs_query() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut first) = installation.started().await?;
    let me = Attach::to(1);
    let mut second = candidate.attach(me).await?;
    // A program that asks where the cursor is and keeps the answers.
    let program =
        "stty raw -echo; printf '\\e[6nas''ked'; head -c 15 > /workspace/replies; stty sane\r";
    first.send(program.as_bytes()).await?;
    first.wait_for("asked", SOON).await?;
    second.wait_for("asked", SOON).await?;
    let before = second.input_offset;
    // Both pages show the query, so both answer. The service takes the answer of the
    // page that was typed in.
    second.send_as(InputSource::Reply, b"\x1b[2;2R").await?;
    first.send_as(InputSource::Reply, b"\x1b[1;1R").await?;
    // A reply does not count as input: the offset of keys does not change.
    ensure!(second.input_offset == before);
    first.send(b"keys1").await?;
    ensure!(
        is_saved(&mut first).await?,
        "keys after a reply are refused"
    );
    // From now on, the page that was typed in answers.
    second.send(b"k").await?;
    ensure!(
        is_saved(&mut second).await?,
        "keys after a dropped reply are refused"
    );
    first.send_as(InputSource::Reply, b"\x1b[3;3R").await?;
    second.send(b"yy").await?;
    ensure!(is_saved(&mut second).await?);
    second.send(b"q").await?;
    ensure!(is_saved(&mut second).await?);
    let file = installation.workspace(invited.session).join("replies");
    let told = until("the program was told", SOON, async || {
        Ok(std::fs::read(&file).ok().filter(|it| it.len() == 15))
    })
    .await?;
    ensure!(told == b"\x1b[1;1Rkeys1kyyq", "{}", told.escape_ascii());
    let events = installation.events(invited.session).await?;
    let replies = events.iter().filter_map(|event| match &event.body {
        EventBody::TerminalInput {
            source: Some(InputSource::Reply),
            page,
            bytes,
            ..
        } => Some((*page, bytes.inline())),
        _ => None,
    });
    let replies: Vec<_> = replies.collect();
    ensure!(
        replies == [(None, Some(b"\x1b[1;1R".to_vec()))],
        "{replies:?}"
    );
    installation.close().await
}

/// Waits until the server says that the terminal has this size.
async fn is_told_size(terminal: &mut TerminalClient, cols: u16) -> Result<()> {
    let told = async {
        loop {
            match terminal.receive().await? {
                Received::Message(TerminalMessage::Resized { cols: now, .. }) if now == cols => {
                    return anyhow::Ok(());
                }
                _ => {}
            }
        }
    };
    let told = tokio::time::timeout(SOON, told).await;
    told.with_context(|| format!("nobody said that there are {cols} columns"))?
}

#[tokio::test]
async fn whoever_types_decides_on_the_size_and_the_others_are_told() -> Result<()> {
    let installation = Installation::serving().await?;
    let (_, candidate, mut wide) = installation.started().await?;
    wide.resize(150, 40).await?;
    is_told_size(&mut wide, 150).await?;
    let mut narrow = candidate
        .attach(Attach {
            cols: 70,
            ..Attach::to(1)
        })
        .await?;
    is_told_size(&mut wide, 70).await?;
    wide.send(b"stty size; echo wi''de\r").await?;
    is_told_size(&mut narrow, 150).await?;
    let printed = narrow.wait_for("wide", SOON).await?;
    let printed = String::from_utf8_lossy(&printed).into_owned();
    ensure!(printed.contains("40 150"), "{printed}");
    narrow.send(b"stty size; echo nar''row\r").await?;
    is_told_size(&mut wide, 70).await?;
    let printed = wide.wait_for("narrow", SOON).await?;
    let printed = String::from_utf8_lossy(&printed).into_owned();
    ensure!(printed.contains("40 70"), "{printed}");
    installation.close().await
}
