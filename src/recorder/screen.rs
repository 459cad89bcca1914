//! The screen of a terminal as it is, for pages that come or come back.

use avt::Terminal;

/// The most recent output that is kept to continue a page that was away for a moment.
const RECENT_LIMIT: usize = 256 * 1024;

/// A terminal's emulated screen and its latest output.
pub struct Screen {
    terminal: Terminal,
    /// The beginning of a character whose end has not come yet.
    partial: Vec<u8>,
    recent: std::collections::VecDeque<u8>,
}

impl Screen {
    /// An empty screen of this size; a size without cells is taken as one cell.
    pub fn new(cols: u16, rows: u16) -> Self {
        let (cols, rows) = (usize::from(cols.max(1)), usize::from(rows.max(1)));
        Self {
            terminal: Terminal::new(cols, rows).expect("both dimensions are positive"),
            partial: Vec::new(),
            recent: std::collections::VecDeque::new(),
        }
    }

    /// Changes the size.
    pub fn resize(&mut self, cols: u16, rows: u16) {
        self.terminal
            .resize(usize::from(cols.max(1)), usize::from(rows.max(1)));
    }

    /// Shows more output. Bytes that are no UTF-8 show as the replacement character, as in the
    /// browser; a character cut in two is shown once it is whole.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.remember(bytes);
        self.partial.extend_from_slice(bytes);
        let whole = whole_characters(&self.partial);
        let text = String::from_utf8_lossy(&self.partial[..whole]);
        self.terminal.feed(&*text);
        self.partial.drain(..whole);
    }

    fn remember(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(RECENT_LIMIT)..];
        let excess = (self.recent.len() + bytes.len()).saturating_sub(RECENT_LIMIT);
        self.recent.drain(..excess);
        self.recent.extend(bytes);
    }

    /// The last `count` bytes of output, if they are still there.
    pub fn recent(&self, count: u64) -> Option<Vec<u8>> {
        let count = usize::try_from(count).ok()?;
        let start = self.recent.len().checked_sub(count)?;
        Some(self.recent.range(start..).copied().collect())
    }

    /// Escape sequences that paint this screen on an empty one of the same size.
    pub fn snapshot(&self) -> String {
        self.terminal.dump()
    }
}

/// How many of these bytes can be decoded without waiting for more.
pub(crate) fn whole_characters(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3);
    for start in (tail..bytes.len()).rev() {
        let needed = match bytes[start] {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            0x80..=0xbf => continue,
            _ => break,
        };
        // Only a beginning that could still become a character is worth waiting for.
        if bytes.len() - start < needed
            && std::str::from_utf8(&bytes[start..]).is_err_and(|error| error.error_len().is_none())
        {
            return start;
        }
        break;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// How a stream is cut does not change what is shown.
        #[test]
        fn cuts_do_not_matter(
            bytes in proptest::collection::vec(prop_oneof![
                any::<u8>(), Just(0x1b), Just(b'['), Just(0xc3), Just(0xa9), Just(b'\n'), 0x20u8..0x7f
            ], 0..200),
            cuts in proptest::collection::vec(0usize..200, 0..12),
        ) {
            let mut whole = Screen::new(20, 5);
            whole.feed(&bytes);
            let mut pieces = Screen::new(20, 5);
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            for pair in cuts.windows(2) {
                pieces.feed(&bytes[pair[0]..pair[1]]);
            }
            prop_assert_eq!(whole.snapshot(), pieces.snapshot());
            prop_assert_eq!(whole.recent(bytes.len() as u64), Some(bytes));
        }
    }
}
