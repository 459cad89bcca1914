//! Painted screens.

use crate::domain::terminal_size::TerminalSize;

/// The largest painted screen that is kept of such a terminal, in bytes. A larger one is painted
/// again.
pub(super) const FRAME_OF_ENDED: usize = 64 * 1024;

/// A painted screen, and where in the output it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyframe {
    /// Bytes that were printed before it.
    pub offset: u64,
    /// Number of the first piece that is not included.
    pub upto: u64,
    pub size: TerminalSize,
    /// Escape sequences that paint it.
    pub screen: String,
    /// The beginning of a character whose end had not arrived.
    pub partial: Vec<u8>,
}

impl Keyframe {
    /// The empty screen of a terminal that was just opened.
    pub fn empty(size: TerminalSize) -> Self {
        Self {
            offset: 0,
            upto: 0,
            size,
            screen: String::new(),
            partial: Vec::new(),
        }
    }

    /// Whether it is kept after the shell has ended.
    pub fn is_small(&self) -> bool {
        self.screen.len() <= FRAME_OF_ENDED
    }
}
