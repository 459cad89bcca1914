//! How large a terminal may be. A page, a trace and an agent can name any two numbers, and their
//! product is what opening, painting and keeping a screen costs in memory.

use serde::{Deserialize, Serialize};

/// A terminal's size in character cells, within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u16, u16)", into = "(u16, u16)")]
pub struct TerminalSize {
    cols: u16,
    rows: u16,
}

impl TerminalSize {
    /// A 4K screen with characters of 6 pixels. `web/src/terminal/size.ts` has the same bounds.
    pub const MOST_COLS: u16 = 640;
    /// A 4K screen in portrait, with characters of 15 pixels.
    pub const MOST_ROWS: u16 = 256;
    /// The minimum of a terminal in a browser: one wide character.
    pub const FEWEST_COLS: u16 = 2;
    /// If nobody said the size.
    pub const USUAL: Self = Self { cols: 80, rows: 24 };

    /// The nearest size within the bounds. Traces from before the bounds contain 65535 × 65535.
    pub fn of(cols: u16, rows: u16) -> Self {
        Self {
            cols: cols.clamp(Self::FEWEST_COLS, Self::MOST_COLS),
            rows: rows.clamp(1, Self::MOST_ROWS),
        }
    }

    pub fn cols(self) -> u16 {
        self.cols
    }

    pub fn rows(self) -> u16 {
        self.rows
    }

    /// Columns times rows.
    pub fn cells(self) -> u64 {
        u64::from(self.cols) * u64::from(self.rows)
    }
}

impl From<(u16, u16)> for TerminalSize {
    fn from((cols, rows): (u16, u16)) -> Self {
        Self::of(cols, rows)
    }
}

impl From<TerminalSize> for (u16, u16) {
    fn from(size: TerminalSize) -> Self {
        (size.cols, size.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_comes_into_the_bounds() {
        assert_eq!(TerminalSize::of(120, 40).cells(), 4_800);
        assert_eq!(TerminalSize::of(0, 0).cells(), 2);
        let largest = TerminalSize::of(u16::MAX, u16::MAX);
        assert_eq!((largest.cols(), largest.rows()), (640, 256));
        let read: TerminalSize = serde_json::from_str("[65535,1]").unwrap();
        assert_eq!((read.cols(), read.rows()), (640, 1));
    }
}
