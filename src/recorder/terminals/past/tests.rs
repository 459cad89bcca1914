use super::forgetting::{PIECES, PIECES_OF_ENDED, TAIL_OF_ENDED};
use super::keyframe::FRAME_OF_ENDED;
use super::*;

fn output(length: usize, byte: u8) -> Piece {
    Piece::Output(vec![byte; length].into())
}

#[test]
fn a_page_continues_from_what_is_kept_and_no_further() {
    let mut past = Past::new(TerminalSize::USUAL);
    past.push(output(3, b'a'));
    past.push(Piece::Size(TerminalSize::of(100, 30)));
    past.push(output(2, b'b'));
    assert_eq!(past.since(1).as_deref(), Some(&b"aabb"[..]));
    assert_eq!(past.since(4).as_deref(), Some(&b"b"[..]));
    assert_eq!(past.since(5).as_deref(), Some(&b""[..]));
    assert_eq!(past.since(6), None, "not printed yet");
    for _ in 0..40 {
        past.push(output(32 * 1024, b'c'));
    }
    assert_eq!(past.since(4), None);
    let kept = past.end.offset - past.begin.offset;
    assert!((512 * 1024..=544 * 1024).contains(&kept), "{kept}");
    assert_eq!(past.begin.size, TerminalSize::of(100, 30));
    assert!(past.frame.is_none(), "what followed it is gone");
}

#[test]
fn many_small_pieces_are_bounded_as_well() {
    let mut past = Past::new(TerminalSize::USUAL);
    for _ in 0..100_000 {
        past.push(output(1, b'x'));
        past.push(Piece::Size(TerminalSize::USUAL));
    }
    assert_eq!(past.pieces.len(), PIECES);
    assert_eq!(past.end.offset, 100_000);
}

fn frame(past: &Past, length: usize) -> Arc<Keyframe> {
    Arc::new(Keyframe {
        offset: past.end.offset,
        upto: past.next(),
        screen: "x".repeat(length),
        ..Keyframe::empty(TerminalSize::USUAL)
    })
}

/// Bytes that the past keeps.
fn held(past: &Past) -> usize {
    let length = |piece: &Piece| match piece {
        Piece::Output(bytes) => bytes.len(),
        Piece::Size(_) | Piece::Restart => 0,
    };
    let pieces: usize = past.pieces.iter().map(length).sum();
    pieces + past.frame.as_ref().map_or(0, |it| it.screen.len())
}

#[test]
fn a_terminal_that_has_ended_keeps_little_of_one_long_piece_and_a_large_screen() {
    let mut past = Past::new(TerminalSize::USUAL);
    past.push(output(1000, b'a'));
    past.push(Piece::Output(
        [
            vec![b'b'; 256 * 1024],
            b"\x1b[?2004h".to_vec(),
            b"end".to_vec(),
        ]
        .concat()
        .into(),
    ));
    past.keep_frame(frame(&past, 1024 * 1024));
    past.shrink();
    assert_eq!(held(&past), TAIL_OF_ENDED);
    assert_eq!(past.begin.offset + TAIL_OF_ENDED as u64, past.end.offset);
    let end = past.end.offset;
    assert_eq!(past.since(end - 3).as_deref(), Some(&b"end"[..]));
    assert_eq!(past.since(past.begin.offset - 1), None);
    // What comes later is bounded in the same way.
    past.keep_frame(frame(&past, FRAME_OF_ENDED + 1));
    assert!(past.frame.is_none(), "a large screen is kept");
    past.keep_frame(frame(&past, FRAME_OF_ENDED));
    assert!(past.after_frame().is_some());
    past.push(output(256 * 1024, b'c'));
    assert_eq!(held(&past), TAIL_OF_ENDED);
    for _ in 0..PIECES {
        past.push(Piece::Size(TerminalSize::of(100, 30)));
    }
    assert!(past.pieces.len() <= PIECES_OF_ENDED);
    past.forget();
    assert_eq!(held(&past), 0);
    let end = past.end.offset;
    assert_eq!(past.since(end).as_deref(), Some(&b""[..]));
    assert_eq!(past.since(end - 1), None);
}

#[test]
fn a_screen_that_was_painted_before_a_cut_is_not_kept() {
    let mut past = Past::new(TerminalSize::USUAL);
    past.push(output(10, b'a'));
    let early = frame(&past, 10);
    past.push(output(256 * 1024, b'b'));
    past.shrink();
    past.keep_frame(early);
    assert!(past.frame.is_none(), "what followed it is gone");
}
