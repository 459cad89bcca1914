//! Terminals as text.

use proptest::prelude::*;

use super::trace::{Made, PIECES, output, started, varied};
use crate::domain::event::{Actor, Event, EventBody};
use crate::domain::payload::Payload;
use crate::recorder::commands::{CommandReader, Mark};
use crate::replay::keyframes::{Contents, Looking, Screens};
use crate::replay::read::Read;
use crate::replay::transcript::{Transcript, Transcripts};
use crate::replay::{LinesAsked, Replay};

const BEGINS: &[u8] = b"\x1b]133;C\x07";
const ENDS: &[u8] = b"\x1b]133;D;0\x07";

fn opened(cols: u16, rows: u16) -> EventBody {
    EventBody::TerminalOpened {
        terminal: 1,
        cols,
        rows,
    }
}

/// Output in these pieces, each followed by the events that the recorder makes of its marks.
fn recorded<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<EventBody> {
    let mut reader = CommandReader::default();
    let mut bodies = Vec::new();
    for piece in pieces {
        bodies.push(EventBody::TerminalOutput {
            terminal: 1,
            offset: 0,
            bytes: Payload::of(piece.to_vec()).0,
        });
        for mark in reader.read(piece) {
            bodies.push(match mark {
                Mark::Started { text, offset, .. } => EventBody::CommandStarted {
                    terminal: 1,
                    command: 1,
                    text,
                    directory: None,
                    offset,
                },
                Mark::Finished { exit, offset } => EventBody::CommandFinished {
                    terminal: 1,
                    command: 1,
                    exit,
                    duration: 1,
                    from: 0,
                    to: offset,
                },
            });
        }
    }
    bodies
}

fn transcript(bodies: Vec<EventBody>) -> Transcript {
    let (mut screens, mut texts) = (Screens::default(), Transcripts::default());
    for (seq, body) in (1..).zip(bodies) {
        let event = Event {
            seq,
            at: 0,
            active: 0,
            actor: Actor::Candidate,
            body,
            links: Vec::new(),
        };
        let looking = Looking {
            seen: &mut Vec::new(),
            texts: &mut texts,
        };
        let read = Read::Known(Box::new(event));
        screens.take(&read, &Contents::new(), Some(looking));
    }
    let terminals = screens.all().map(|(number, it)| (number, it.terminal()));
    texts.publish(terminals).1.remove(0).1
}

/// What does not depend on events: the texts, their looks, where commands and programs are.
fn said(transcript: &Transcript) -> impl PartialEq + std::fmt::Debug + use<> {
    let lines = transcript.kept.tail();
    let lines: Vec<_> = lines
        .map(|it| (it.text.clone(), it.styles.clone()))
        .collect();
    let commands: Vec<_> = transcript
        .commands()
        .iter()
        .map(|it| (it.first, it.end))
        .collect();
    let programs: Vec<_> = transcript.programs.iter().map(|it| it.line).collect();
    (lines, commands, programs)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Wrapped lines, full-screen programs, marks, resets, and sequences and characters that are
    /// cut anywhere.
    #[test]
    fn lines_do_not_depend_on_how_output_is_cut(
        pieces in proptest::collection::vec(0..PIECES.len() + 8, 0..90),
        cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..12),
        size in (1u16..50, 1u16..14),
    ) {
        let more = [BEGINS, ENDS, b"words of a line\r\n", b"\r\n", b"\n", b"\x1bc", b"\x1b[1mbold", b"\x1b[A"];
        let all: Vec<&[u8]> = PIECES.into_iter().chain(more).collect();
        let bytes: Vec<u8> = pieces.into_iter().flat_map(|at| all[at].to_vec()).collect();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|it| it.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let mut whole = vec![opened(size.0, size.1)];
        whole.extend(recorded([&bytes[..]]));
        let mut cut = vec![opened(size.0, size.1)];
        cut.extend(recorded(cuts.windows(2).map(|it| &bytes[it[0]..it[1]])));
        prop_assert_eq!(said(&transcript(cut)), said(&transcript(whole)));
    }
}

fn lines(transcript: &Transcript) -> Vec<(u64, &str)> {
    transcript
        .kept
        .tail()
        .map(|it| (it.seq, it.text.as_str()))
        .collect()
}

#[test]
fn a_line_has_the_event_that_completed_it() {
    let mut bodies = vec![opened(20, 3)];
    bodies.extend(recorded([
        &b"one\r\n"[..],
        b"tw",
        b"o",
        b"\r\nthree\r\nfour\r\nfive",
        b"\r\x1b[Ksix",
    ]));
    let transcript = transcript(bodies);
    let expected = [
        (2, "one"),
        (5, "two"),
        (5, "three"),
        (5, "four"),
        (6, "six"),
    ];
    assert_eq!(lines(&transcript), expected);
}

#[test]
fn a_full_screen_program_leaves_no_lines_but_its_place() {
    let mut bodies = vec![opened(40, 5)];
    bodies.extend(recorded([
        &b"before\r\n$ vim"[..],
        b"\r\n\x1b]133;C\x07\x1b[?1049h\x1b[2J~ an editor\r\n~\r\n~\r\n~\r\n~\r\n~",
        b"\x1b[?1049l\x1b]133;D;0\x07$ after",
    ]));
    let transcript = transcript(bodies);
    assert_eq!(
        lines(&transcript),
        [(2, "before"), (3, "$ vim"), (5, "$ after")]
    );
    let program = transcript.programs[0];
    assert_eq!((program.line, program.from, program.to), (2, 3, Some(5)));
    let command = transcript.commands()[0];
    assert_eq!((command.first, command.end), (2, Some(2)));
}

#[test]
fn what_is_cleared_or_reset_stays_and_what_is_overwritten_goes() {
    let mut bodies = vec![opened(40, 6)];
    bodies.extend(recorded([
        &b"first\r\n10 %\r90 %\r\n\x1b[H\x1b[2Jsecond\x1bcthird"[..],
    ]));
    bodies.push(opened(40, 6));
    bodies.extend(recorded([&b"\x1b[31mfourth\x1b[0m"[..]]));
    let transcript = transcript(bodies);
    let texts: Vec<_> = lines(&transcript).into_iter().map(|it| it.1).collect();
    assert_eq!(texts, ["first", "90 %", "second", "third", "fourth"]);
    assert_eq!(
        transcript.kept.tail().last().unwrap().styles,
        [(0, 6, 1, -1, 0)]
    );
}

/// Over the database: several chunks, and what reads them.
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
    for body in recorded(pieces) {
        bodies.push(match body {
            // With contents that the made-up session keeps.
            EventBody::TerminalOutput { bytes, .. } => {
                let bytes = bytes.inline().unwrap_or_default();
                output(1, &bytes)
            }
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

async fn read(
    replay: &Replay,
    made: &Made,
    asked: LinesAsked,
    limit: u64,
) -> crate::replay::answers::LinesView {
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

type Whole = (
    crate::replay::answers::TranscriptView,
    Vec<crate::replay::answers::LineView>,
);

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
