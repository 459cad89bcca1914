//! What a terminal no longer keeps of its output.

use std::collections::VecDeque;

use super::Past;
use super::piece::Piece;

/// Bytes of output that are kept at least, if that much was printed. A page that has everything
/// before them continues where it was.
const TAIL: usize = 512 * 1024;
/// The output that is kept of a terminal whose shell has ended, in bytes. Here it is also the most.
pub(super) const TAIL_OF_ENDED: usize = 16 * 1024;
/// The most pieces that are kept. The echo of a key is a piece.
pub(super) const PIECES: usize = 8 * 1024;
/// The most pieces that are kept of a terminal whose shell has ended.
pub(super) const PIECES_OF_ENDED: usize = 256;

impl Past {
    pub(super) fn forget_what_exceeds(&mut self) {
        if self.ended {
            self.shrink();
        } else {
            self.forget_beyond(TAIL, PIECES);
        }
    }

    /// The shell has ended. There may be many such terminals, so each keeps little.
    pub fn shrink(&mut self) {
        self.ended = true;
        self.forget_beyond(TAIL_OF_ENDED, PIECES_OF_ENDED);
        self.cut_oldest(TAIL_OF_ENDED);
        self.pieces.shrink_to(PIECES_OF_ENDED);
        self.frame.take_if(|frame| !frame.is_small());
    }

    /// The shell ended long ago. Only the state at the end stays known.
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

    /// The oldest piece may be longer than the limit, so its beginning is cut off.
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
}
