use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

const PLENTY: u64 = 10_000_000_000;

fn output(bytes: &[u8]) -> Piece {
    Piece::Output(bytes.into())
}

fn past(pieces: &[Piece]) -> Past {
    let mut past = Past::new(TerminalSize::of(40, 10));
    for piece in pieces {
        past.push(piece.clone());
    }
    past
}

/// The result of painting everything.
fn whole(pieces: &[Piece]) -> String {
    let (mut screen, mut decoder) = (Screen::new(TerminalSize::of(40, 10)), Decoder::default());
    for piece in pieces {
        match piece {
            Piece::Output(bytes) => screen.feed(&decoder.read(bytes)),
            Piece::Size(size) => screen.resize(*size),
            Piece::Restart => screen.feed("\x18\x1b[?1047l\x1b[!p"),
        }
    }
    screen.snapshot()
}

#[test]
fn a_flood_is_painted_exactly_from_its_end() {
    let mut lines = String::new();
    for number in 0..200_000 {
        writeln!(lines, "line {number}\r").unwrap();
    }
    let mut pieces = vec![output(b"\x1b[44mblue to the end\x1b[?1h")];
    pieces.extend(lines.as_bytes().chunks(8_000).map(output));
    let past = past(&pieces);
    assert!(past.frame.is_none(), "its beginning is gone");
    let painted = paint(&past, PLENTY);
    assert!(painted.exact);
    assert_eq!(painted.frame.screen, whole(&pieces));
    assert!(painted.cells < 20_000_000, "{}", painted.cells);
}

#[test]
fn a_screen_whose_beginning_is_gone_says_so() {
    let mut pieces = vec![output(b"what is above stays\r\n")];
    pieces.extend((0..3_000).map(|it| output(format!("\r{it} {}", "\x07".repeat(300)).as_bytes())));
    let painted = paint(&past(&pieces), PLENTY);
    assert!(!painted.exact);
    assert!(painted.frame.screen.contains("2999"));
}

#[test]
fn a_keyframe_saves_what_is_gone() {
    let mut past = past(&[output(b"what is above stays\r\n")]);
    let mut painted_ahead = 0;
    for it in 0..3_000 {
        past.push(output(format!("\r{it} {}", "\x07".repeat(300)).as_bytes()));
        if past.wants_frame() {
            past.asked_for_frame();
            past.keep_frame(paint(&past, PLENTY).frame);
            painted_ahead += 1;
        }
    }
    let painted = paint(&past, PLENTY);
    assert!(painted.exact && painted.frame.screen.contains("what is above stays"));
    assert!((2..10).contains(&painted_ahead), "{painted_ahead}");
}

#[test]
fn no_budget_is_exceeded_by_much() {
    let clear = output(&b"\x1b[2J".repeat(60_000));
    let size = TerminalSize::of(u16::MAX, u16::MAX);
    let past = past(&[Piece::Size(size), clear, output(b"\x1b[Hstill here")]);
    for budget in [4_000_000, 40_000_000] {
        let painted = paint(&past, budget);
        assert!(
            painted.cells <= budget + 4 * size.cells(),
            "{}",
            painted.cells
        );
        assert!(painted.frame.screen.contains("still here"));
        assert_eq!(painted.frame.size, size);
    }
}

#[test]
fn a_screen_of_many_colours_is_shown_without_them() {
    let size = TerminalSize::of(640, 256);
    let mut text = String::from("\x1b[H");
    for cell in 0..640 * 256 {
        let (red, green) = (cell % 251, cell % 241);
        write!(text, "\x1b[38;2;{red};{green};7;48;2;{green};{red};9mx").unwrap();
    }
    let mut past = past(&[Piece::Size(size)]);
    past.keep_frame(Arc::new(Keyframe {
        upto: past.next(),
        screen: text,
        ..Keyframe::empty(size)
    }));
    let painted = paint(&past, PLENTY);
    assert!(!painted.exact);
    assert!(painted.frame.screen.len() <= SCREEN_LIMIT);
    assert_eq!(painted.frame.screen.matches('x').count(), 640 * 256);
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let text = prop_oneof![
        "[a-z]{1,30}".prop_map(String::into_bytes),
        prop::sample::select(vec![
            "\r\n",
            "\x1b[2J",
            "\x1b[H",
            "\x1b[31m",
            "\x1b[m",
            "\x1b[?1049h",
            "\x1b[?1049l",
            "\x1b[2;5r",
            "é",
            "好",
            "\x1b[?25l",
            "\x1b[3",
            "\x1b(0",
        ])
        .prop_map(|it| it.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..4),
    ];
    let piece = prop_oneof![
        12 => text.prop_map(|it| Piece::Output(it.into())),
        1 => (2u16..60, 1u16..20).prop_map(|(cols, rows)| Piece::Size(TerminalSize::of(cols, rows))),
        1 => Just(Piece::Restart),
    ];
    prop::collection::vec(piece, 0..60)
}

proptest! {
    /// Where a keyframe was painted does not change what is shown.
    #[test]
    fn keyframes_do_not_matter(pieces in pieces(), at in any::<prop::sample::Index>()) {
        let at = at.index(pieces.len() + 1);
        let mut past = Past::new(TerminalSize::of(40, 10));
        for (place, piece) in pieces.iter().enumerate() {
            if place == at {
                let painted = paint(&past, PLENTY);
                prop_assert!(painted.exact);
                past.keep_frame(painted.frame);
            }
            past.push(piece.clone());
        }
        let painted = paint(&past, PLENTY);
        prop_assert!(painted.exact);
        prop_assert_eq!(&painted.frame.screen, &whole(&pieces));
    }
}
