//! What happens to a terminal, piece by piece.

use std::sync::Arc;

use crate::domain::terminal_size::TerminalSize;
use crate::modes::ModeReader;

/// Something that happened to a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Output(Arc<[u8]>),
    Size(TerminalSize),
    /// The sandbox was restarted.
    Restart,
}

/// The state at a point of the stream that follows from everything before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes that were printed before it.
    pub offset: u64,
    pub size: TerminalSize,
    pub modes: ModeReader,
}

impl Mark {
    /// Moves the mark past a piece.
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
