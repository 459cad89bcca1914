//! The current screen of a terminal, for pages that connect or reconnect.

pub mod work;

use avt::Terminal;

use crate::domain::terminal_size::TerminalSize;
use crate::widths::placed;

pub struct Screen {
    terminal: Terminal,
    size: TerminalSize,
}

impl Screen {
    pub fn new(size: TerminalSize) -> Self {
        let (cols, rows) = (usize::from(size.cols()), usize::from(size.rows()));
        Self {
            terminal: Terminal::new(cols, rows).expect("both dimensions are positive"),
            size,
        }
    }

    pub fn resize(&mut self, size: TerminalSize) {
        self.size = size;
        let (cols, rows) = (usize::from(size.cols()), usize::from(size.rows()));
        self.terminal.resize(cols, rows);
    }

    pub fn size(&self) -> TerminalSize {
        self.size
    }

    pub fn feed(&mut self, text: &str) {
        self.terminal.feed(text);
    }

    /// Escape sequences that paint this screen on an empty one of the same size.
    pub fn snapshot(&self) -> String {
        self.terminal.dump()
    }

    /// The text of its lines, without colours.
    pub fn letters(&self) -> String {
        let lines = self.terminal.screen().visible_lines().map(|line| {
            let letters: String = line.chars().collect();
            letters.trim_end().to_owned()
        });
        let lines: Vec<String> = lines.collect();
        lines.join("\r\n").trim_end().to_owned()
    }
}

/// Decodes bytes that may be cut within a character. Bytes that are not UTF-8 become the
/// replacement character, as in the browser. A character that is cut in two is returned once its
/// end has arrived.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    /// The beginning of a character whose end has not arrived yet.
    pub partial: Vec<u8>,
}

impl Decoder {
    pub fn read(&mut self, bytes: &[u8]) -> String {
        self.partial.extend_from_slice(bytes);
        let whole = whole_characters(&self.partial);
        let text = placed(&String::from_utf8_lossy(&self.partial[..whole])).into_owned();
        self.partial.drain(..whole);
        text
    }
}

/// How many of these bytes can be decoded without waiting for more.
fn whole_characters(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3);
    for start in (tail..bytes.len()).rev() {
        let needed = match bytes[start] {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            0x80..=0xbf => continue,
            _ => break,
        };
        // Wait only for a beginning that can still become a character.
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
            let size = TerminalSize::of(20, 5);
            let (mut whole, mut decoder) = (Screen::new(size), Decoder::default());
            whole.feed(&decoder.read(&bytes));
            let (mut pieces, mut cut) = (Screen::new(size), Decoder::default());
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            for pair in cuts.windows(2) {
                pieces.feed(&cut.read(&bytes[pair[0]..pair[1]]));
            }
            prop_assert_eq!(whole.snapshot(), pieces.snapshot());
            prop_assert_eq!(decoder.partial, cut.partial);
        }
    }
}
