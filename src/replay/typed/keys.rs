//! The keys of one terminal, read as a shell's line editor reads them.

use serde::{Deserialize, Serialize};

use crate::domain::payload::Payload;
use crate::replay::keyframes::Contents;

/// Bytes of entered lines that are kept for each terminal.
const KEPT: usize = 64 * 1024;
/// What a terminal's page puts around a paste.
const PASTE: [&str; 2] = ["\x1b[200~", "\x1b[201~"];

/// What was typed in one terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Keys {
    /// Lines that were entered, as [`bare`] leaves them.
    pub(super) text: Vec<u8>,
    /// Where lines end in `text`.
    pub(super) ends: Vec<usize>,
    line: String,
    /// Lines that were entered and have not begun a command yet.
    pub(super) unspent: u64,
    /// A key that does more than write was typed since.
    pub(super) unclear: bool,
    /// The next line began as a line from the history.
    fetched: bool,
}

impl Keys {
    /// Takes input and returns how many lines it entered.
    pub(super) fn write(&mut self, bytes: &Payload, contents: &Contents) -> u64 {
        let content = bytes.blob().and_then(|it| contents.get(&it.blob).cloned());
        let Some(bytes) = content.or_else(|| bytes.inline()) else {
            // The recorder loses no input. If some is missing all the same, it may have been
            // anything, at most one line for each byte.
            self.unclear = true;
            self.unspent = self.unspent.saturating_add(bytes.length());
            return 1;
        };
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        for mark in PASTE {
            text = text.replace(mark, "");
        }
        text.chars().map(|letter| u64::from(self.key(letter))).sum()
    }

    /// Whether the key enters a line.
    fn key(&mut self, letter: char) -> bool {
        match letter {
            '\r' | '\n' => {
                self.unclear |= std::mem::take(&mut self.fetched);
                self.enter();
                return true;
            }
            // Ctrl-O enters a line and fetches the next line from the history.
            '\x0f' => {
                self.unclear |= std::mem::replace(&mut self.fetched, true);
                self.enter();
                return true;
            }
            '\x7f' | '\x08' => {
                self.line.pop();
            }
            // History expansion replaces what was typed with other text.
            '!' | '^' | '\u{fffd}' => self.unclear = true,
            other if other.is_control() => self.unclear = true,
            other => self.line.push(other),
        }
        false
    }

    fn enter(&mut self) {
        self.unspent = self.unspent.saturating_add(1);
        let line = bare(&std::mem::take(&mut self.line));
        self.text.extend(line.as_bytes());
        if self.ends.last() != Some(&self.text.len()) {
            self.ends.push(self.text.len());
        }
        // Half of it goes at once, so that this copy is rare.
        if self.text.len() > KEPT {
            let cut = self.text.len() - KEPT / 2;
            self.text.drain(..cut);
            self.ends.retain(|end| *end > cut);
            self.ends.iter_mut().for_each(|end| *end -= cut);
            // A line that is gone may still begin its command.
            self.unclear = true;
        }
    }
}

/// Without what shells may change in a line: spaces, semicolons, backslashes.
pub(super) fn bare(text: &str) -> String {
    let kept = |it: &char| !it.is_whitespace() && !";\\".contains(*it);
    text.chars().filter(kept).collect()
}
