//! The painted screen that a terminal's past holds.

use std::sync::Arc;

use super::Past;
use super::forgetting::PIECES;
use super::keyframe::Keyframe;
use super::piece::Piece;

/// Bytes of output after which it is worth painting a keyframe before anybody asks.
const AHEAD: u64 = 256 * 1024;

impl Past {
    /// The keyframe and the pieces after it.
    pub fn after_frame(&self) -> Option<(&Arc<Keyframe>, impl Iterator<Item = &Piece>)> {
        let frame = self.frame.as_ref()?;
        let skipped = usize::try_from(frame.upto.checked_sub(self.first)?).ok()?;
        Some((frame, self.pieces.iter().skip(skipped)))
    }

    /// Whether so much has come since the keyframe that another one should be painted.
    pub fn wants_frame(&self) -> bool {
        let (offset, piece) = self.asked;
        self.end.offset - offset >= AHEAD || self.next() - piece >= PIECES as u64 / 2
    }

    /// A keyframe is being painted, or was given up. Either way none is wanted for a while.
    pub fn asked_for_frame(&mut self) {
        self.asked = (self.end.offset, self.next());
    }

    /// Takes a keyframe that was painted meanwhile, if it is newer and everything after it is kept.
    pub fn keep_frame(&mut self, frame: Arc<Keyframe>) {
        let newer = self.frame.as_ref().is_none_or(|it| it.upto < frame.upto);
        let follows = frame.upto >= self.first && frame.offset >= self.begin.offset;
        if newer && follows && (!self.ended || frame.is_small()) {
            self.frame = Some(frame);
        }
    }
}
