//! Where lines end: rows that the terminal wrapped are one line.

use avt::Line;

/// The most bytes of wrapped rows that are joined into one line.
pub const LONGEST: usize = 8_000;

/// Reads rows from above.
pub struct Ends {
    length: usize,
}

impl Ends {
    /// A line with this many bytes has begun.
    pub fn after(length: usize) -> Self {
        Self { length }
    }

    /// Bytes of the line that has begun and not ended.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Whether a line ends with this row.
    pub fn row(&mut self, row: &Line) -> bool {
        if row.is_wrapped() {
            self.length += row.chars().map(char::len_utf8).sum::<usize>();
            if self.length <= LONGEST {
                return false;
            }
        }
        self.length = 0;
        true
    }
}
