//! A terminal's latest output: enough to continue a page that was disconnected, and to paint the
//! screen for a new one. Adding output is cheap; nothing is painted here.

mod forgetting;
mod frames;
mod keyframe;
mod piece;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::domain::terminal_size::TerminalSize;
use crate::modes::{ModeReader, Modes};

pub use keyframe::Keyframe;
pub use piece::{Mark, Piece};

/// A terminal's latest output. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Past {
    /// The state before the pieces that are kept.
    pub begin: Mark,
    /// The state after them.
    pub end: Mark,
    /// The pieces that are kept, in order.
    pub pieces: VecDeque<Piece>,
    /// Number of the first of them, counted from the terminal's beginning.
    pub first: u64,
    /// A painted screen. Everything that followed it is kept.
    pub frame: Option<Arc<Keyframe>>,
    /// Output and pieces up to which a keyframe was requested ahead of need.
    asked: (u64, u64),
    /// Whether the shell has ended.
    ended: bool,
}

impl Past {
    /// The past of a terminal that is opened now.
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

    /// The past from a checkpoint.
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

    pub fn push(&mut self, piece: Piece) {
        self.end.pass(&piece);
        self.pieces.push_back(piece);
        self.forget_what_exceeds();
    }

    /// This output cannot be read, so what is known of the screen ends here.
    pub fn skip(&mut self, bytes: u64) {
        self.first += self.pieces.len() as u64;
        self.pieces.clear();
        self.end.offset += bytes;
        self.begin = self.end.clone();
        self.frame = None;
    }

    /// The modes at the end.
    pub fn modes(&self) -> &Modes {
        self.end.modes.modes()
    }

    /// Output from an offset on. None if its beginning is no longer kept, or if it was not printed
    /// yet.
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

    /// Number of the next piece.
    pub fn next(&self) -> u64 {
        self.first + self.pieces.len() as u64
    }
}

#[cfg(test)]
mod tests;
