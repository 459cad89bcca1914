//! What a terminal printed last: enough to continue a page that was away, and to paint its screen
//! for one that is new. Taking output in is cheap; nothing is painted here.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::domain::terminal_size::TerminalSize;
use crate::modes::{ModeReader, Modes};

/// Bytes of output that are kept at least, if there were so many: a page that has everything
/// before them continues where it was.
const TAIL: usize = 512 * 1024;
/// The same of a terminal whose shell has ended, and no byte more.
const TAIL_OF_ENDED: usize = 16 * 1024;
/// Bytes of a painted screen that are kept of such a terminal: a larger one is painted again.
const FRAME_OF_ENDED: usize = 64 * 1024;
/// Pieces that are kept at most: keys echo in small ones.
const PIECES: usize = 8 * 1024;
/// The same of a terminal whose shell has ended.
const PIECES_OF_ENDED: usize = 256;
/// Output after which it is worth painting a keyframe, though nobody asks.
const AHEAD: u64 = 256 * 1024;

/// Something that happened to a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// It printed.
    Output(Arc<[u8]>),
    /// Its size changed.
    Size(TerminalSize),
    /// Its sandbox was started again.
    Restart,
}

/// A screen as it was painted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyframe {
    /// Bytes printed before it.
    pub offset: u64,
    /// Number of the piece that follows.
    pub upto: u64,
    /// Its size.
    pub size: TerminalSize,
    /// Escape sequences that paint it.
    pub screen: String,
    /// The beginning of a character whose end had not come.
    pub partial: Vec<u8>,
}

impl Keyframe {
    /// Of a terminal that is opened.
    pub fn empty(size: TerminalSize) -> Self {
        Self {
            offset: 0,
            upto: 0,
            size,
            screen: String::new(),
            partial: Vec::new(),
        }
    }

    fn is_small(&self) -> bool {
        self.screen.len() <= FRAME_OF_ENDED
    }
}

/// Where a stream is cut: what is known there of all that was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes printed before it.
    pub offset: u64,
    /// The size at it.
    pub size: TerminalSize,
    /// The modes at it.
    pub modes: ModeReader,
}

impl Mark {
    /// Goes past a piece.
    pub fn pass(&mut self, piece: &Piece) {
        match piece {
            Piece::Output(bytes) => {
                self.offset += bytes.len() as u64;
                self.modes.read(bytes);
            }
            Piece::Size(size) => self.size = *size,
            Piece::Restart => self.modes.restart(),
        }
    }
}

/// A terminal's latest output. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Past {
    /// How it was before the pieces that are kept.
    pub begin: Mark,
    /// How it is after them.
    pub end: Mark,
    /// What is kept, in order.
    pub pieces: VecDeque<Piece>,
    /// Number of the first of them among all there were.
    pub first: u64,
    /// A screen that was painted, of which all that followed is kept.
    pub frame: Option<Arc<Keyframe>>,
    /// Up to where a keyframe was asked for ahead of need.
    asked: (u64, u64),
    /// Whether its shell has ended.
    ended: bool,
}

impl Past {
    /// Of a terminal that is opened now.
    pub fn new(size: TerminalSize) -> Self {
        let begin = Mark {
            offset: 0,
            size,
            modes: ModeReader::default(),
        };
        Self {
            end: begin.clone(),
            begin,
            pieces: VecDeque::new(),
            first: 0,
            frame: Some(Arc::new(Keyframe::empty(size))),
            asked: (0, 0),
            ended: false,
        }
    }

    /// As it was before.
    pub fn kept(
        begin: Mark,
        end: Mark,
        first: u64,
        pieces: VecDeque<Piece>,
        frame: Option<Arc<Keyframe>>,
    ) -> Self {
        let asked = (end.offset, first + pieces.len() as u64);
        Self {
            begin,
            end,
            pieces,
            first,
            frame,
            asked,
            ended: false,
        }
    }

    /// Takes something in.
    pub fn push(&mut self, piece: Piece) {
        self.end.pass(&piece);
        self.pieces.push_back(piece);
        if self.ended {
            self.shrink();
        } else {
            self.forget_beyond(TAIL, PIECES);
        }
    }

    /// Output is not at hand: what is known of the screen ends here.
    pub fn skip(&mut self, bytes: u64) {
        self.first += self.pieces.len() as u64;
        self.pieces.clear();
        self.end.offset += bytes;
        self.begin = self.end.clone();
        self.frame = None;
    }

    /// Its shell has ended: many such are kept, so each keeps little.
    pub fn shrink(&mut self) {
        self.ended = true;
        self.forget_beyond(TAIL_OF_ENDED, PIECES_OF_ENDED);
        self.cut_oldest(TAIL_OF_ENDED);
        self.pieces.shrink_to(PIECES_OF_ENDED);
        self.frame.take_if(|frame| !frame.is_small());
    }

    /// Its shell has ended long ago: of what was printed only the end is known.
    pub fn forget(&mut self) {
        self.ended = true;
        self.skip(0);
        self.pieces = VecDeque::new();
    }

    fn forget_beyond(&mut self, tail: usize, pieces: usize) {
        while let Some(oldest) = self.pieces.front() {
            let length = match oldest {
                Piece::Output(bytes) => bytes.len() as u64,
                Piece::Size(_) | Piece::Restart => 0,
            };
            let kept = self.end.offset - self.begin.offset - length;
            if kept < tail as u64 && self.pieces.len() <= pieces {
                return;
            }
            if let Some(oldest) = self.pieces.pop_front() {
                self.begin.pass(&oldest);
                self.first += 1;
            }
            self.frame.take_if(|frame| frame.upto < self.first);
        }
    }

    /// The oldest piece may be long, and goes with its beginning.
    fn cut_oldest(&mut self, tail: usize) {
        let kept = self.end.offset - self.begin.offset;
        let beyond = usize::try_from(kept).unwrap_or(usize::MAX);
        let beyond = beyond.saturating_sub(tail);
        let Some(Piece::Output(bytes)) = self.pieces.front_mut() else {
            return;
        };
        if beyond == 0 || beyond > bytes.len() {
            return;
        }
        let (before, after) = bytes.split_at(beyond);
        let (before, after) = (Piece::Output(before.into()), after.into());
        *bytes = after;
        self.begin.pass(&before);
        let begin = self.begin.offset;
        self.frame.take_if(|frame| frame.offset < begin);
    }

    /// The modes as they are now.
    pub fn modes(&self) -> &Modes {
        self.end.modes.modes()
    }

    /// Output from an offset on, if it is still here.
    pub fn since(&self, offset: u64) -> Option<Vec<u8>> {
        let missing = self.end.offset.checked_sub(offset)?;
        if offset < self.begin.offset {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(missing).ok()?);
        let mut at = self.begin.offset;
        for piece in &self.pieces {
            if let Piece::Output(output) = piece {
                let known = offset.saturating_sub(at).min(output.len() as u64);
                bytes.extend(&output[usize::try_from(known).ok()?..]);
                at += output.len() as u64;
            }
        }
        Some(bytes)
    }

    /// What came after the keyframe.
    pub fn after_frame(&self) -> Option<(&Arc<Keyframe>, impl Iterator<Item = &Piece>)> {
        let frame = self.frame.as_ref()?;
        let skipped = usize::try_from(frame.upto.checked_sub(self.first)?).ok()?;
        Some((frame, self.pieces.iter().skip(skipped)))
    }

    /// Number of the next piece.
    pub fn next(&self) -> u64 {
        self.first + self.pieces.len() as u64
    }

    /// Whether so much has come since the keyframe that another one should be painted.
    pub fn wants_frame(&self) -> bool {
        let (offset, piece) = self.asked;
        self.end.offset - offset >= AHEAD || self.next() - piece >= PIECES as u64 / 2
    }

    /// One is being painted, or was given up.
    pub fn asked_for_frame(&mut self) {
        self.asked = (self.end.offset, self.next());
    }

    /// Takes a keyframe that was painted meanwhile.
    pub fn keep_frame(&mut self, frame: Arc<Keyframe>) {
        let newer = self.frame.as_ref().is_none_or(|it| it.upto < frame.upto);
        let follows = frame.upto >= self.first && frame.offset >= self.begin.offset;
        if newer && follows && (!self.ended || frame.is_small()) {
            self.frame = Some(frame);
        }
    }
}

#[cfg(test)]
mod tests {
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

    /// Bytes that a terminal holds.
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
}
