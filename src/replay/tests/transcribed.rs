//! Terminals as text, over the database.

use super::trace::{Made, output, started, varied};
use super::transcripts::{opened, recorded};
use crate::domain::event::{Actor, EventBody};
use crate::replay::answers::{LineView, LinesView, TranscriptView};
use crate::replay::{LinesAsked, Replay};

#[tokio::test]
async fn long_output_is_read_found_and_copied() {
    let made = Made::new().await;
    let mut bodies = vec![started(), opened(60, 10)];
    let printed: Vec<Vec<u8>> = (0..13)
        .map(|part| {
            let lines = (part * 100..part * 100 + 100).map(|at| format!("row {at} of Needle\r\n"));
            lines.collect::<String>().into_bytes()
        })
        .collect();
    let mut pieces = vec![&b"$ print\r\n\x1b]633;E;print\x07\x1b]133;C\x07"[..]];
    pieces.extend(printed.iter().map(|it| &it[..]));
    pieces.push(b"\x1b]133;D;3\x07$ ");
    let mut printed = pieces.clone().into_iter();
    for body in recorded(pieces) {
        bodies.push(match body {
            // With contents that the made-up session keeps.
            EventBody::TerminalOutput { .. } => output(1, printed.next().unwrap()),
            other => other,
        });
    }
    made.append_with(&bodies, Actor::Candidate, 1_000).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let view = replay.transcript(made.session, 1).await.unwrap();
    assert_eq!((view.lines, view.left_out), (1_302, 0));
    let command = &view.commands[0];
    assert_eq!(command.text, "print");
    assert_eq!(
        (command.first, command.end, command.exit),
        (1, 1_301, Some(3))
    );

    let some = read(&replay, &made, LinesAsked::From(499), 3).await;
    let texts: Vec<_> = some.lines.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "row 498 of Needle",
            "row 499 of Needle",
            "row 500 of Needle"
        ]
    );
    // Event 3 has the prompt, 4 is the command, 5 to 17 are its output.
    let around = |seq, text: &str| LinesAsked::Around {
        seq,
        text: text.into(),
    };
    let some = read(&replay, &made, around(9, "row 444"), 5).await;
    assert_eq!(
        (some.at, some.until, some.found),
        (Some(445), Some(501), true)
    );
    assert_eq!(
        (some.first, some.lines[2].text.as_str()),
        (443, "row 444 of Needle")
    );
    let some = read(&replay, &made, around(9, "row 300"), 1).await;
    assert_eq!((some.at, some.found), (Some(500), false));
    let some = read(&replay, &made, around(99, ""), 1).await;
    assert_eq!(some.until, Some(1_302));

    let found = replay
        .transcript_find(made.session, 1, "ROW 12")
        .await
        .unwrap();
    assert_eq!(
        (found.total, found.lines[0], found.lines[11]),
        (111, 13, 1_201)
    );
    let copied = replay
        .transcript_text(made.session, 1, 1_299, 9_999)
        .await
        .unwrap();
    assert_eq!(copied.text, "row 1298 of Needle\nrow 1299 of Needle\n$\n");
    assert_eq!(copied.left_out, 0);
}

async fn read(replay: &Replay, made: &Made, asked: LinesAsked, limit: u64) -> LinesView {
    let lines = replay.transcript_lines(made.session, 1, asked, limit);
    lines.await.unwrap()
}

/// A transcript that was extended again and again, by services that restarted, equals one that was
/// made at once.
#[tokio::test]
async fn extended_is_as_made_at_once() {
    let made = Made::new().await;
    let bodies = varied(23, 1_500);
    for some in bodies.chunks(170) {
        made.append(some).await;
        made.replay().settle(made.session).await.unwrap();
    }
    let grown = whole(&made).await;
    made.store.clear_replay(made.session).await.unwrap();
    let at_once = whole(&made).await;
    assert!(
        grown.iter().any(|it| it.1.len() > 600),
        "too short to have chunks"
    );
    for (grown, at_once) in grown.into_iter().zip(at_once) {
        assert_eq!(grown.0, at_once.0);
        for (left, right) in grown.1.iter().zip(&at_once.1) {
            assert_eq!(left, right);
        }
        assert_eq!(grown.1.len(), at_once.1.len());
    }
}

type Whole = (TranscriptView, Vec<LineView>);

async fn whole(made: &Made) -> Vec<Whole> {
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let mut all = Vec::new();
    for terminal in 1..=3 {
        let view = replay.transcript(made.session, terminal).await.unwrap();
        let lines = replay.transcript_lines(made.session, terminal, LinesAsked::From(0), 1_000_000);
        all.push((view, lines.await.unwrap().lines));
    }
    all
}
