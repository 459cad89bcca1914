//! Terminals as text.

use proptest::prelude::*;

use super::trace::PIECES;
use crate::domain::event::{Actor, Event, EventBody};
use crate::domain::payload::Payload;
use crate::recorder::commands::{CommandReader, Mark};
use crate::replay::keyframes::{Contents, Looking, Screens};
use crate::replay::read::Read;
use crate::replay::transcript::{Transcript, Transcripts};

const BEGINS: &[u8] = b"\x1b]133;C\x07";
const ENDS: &[u8] = b"\x1b]133;D;0\x07";

pub fn opened(cols: u16, rows: u16) -> EventBody {
    EventBody::TerminalOpened {
        terminal: 1,
        cols,
        rows,
    }
}

/// Output in these pieces, each followed by the events that the recorder makes of its marks.
pub fn recorded<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<EventBody> {
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
        [(2, "before"), (2, "$ vim"), (5, "$ after")]
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
