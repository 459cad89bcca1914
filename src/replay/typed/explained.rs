//! Whether the keys of a terminal explain a command that began there.

use super::keys::{Keys, bare};

/// Bytes of a command, from its end, that are looked for.
const TAIL: usize = 256;
/// A text with fewer bytes is found almost everywhere, so it proves nothing.
const SHORTEST: usize = 3;

impl Keys {
    /// A command with this text begins. It uses up the lines that explain it.
    pub(super) fn explains(&mut self, text: &str) -> bool {
        // Keys since the last entered line belong to a line that is not entered yet.
        if self.unspent == 0 {
            return false;
        }
        // A text of several lines, for example with a here-document, took as many entered lines.
        let lines = u64::try_from(text.trim_end().lines().count()).unwrap_or(u64::MAX);
        self.unspent = self.unspent.saturating_sub(lines.max(1));
        let unclear = self.unclear;
        // Lines that were typed ahead have yet to begin their commands.
        self.unclear = unclear && self.unspent > 0;
        let text = bare(text);
        unclear || text.len() < SHORTEST || self.entered(&text)
    }

    /// Whether one entered line, or several together, end with this text. They need not begin with
    /// it: a program such as a pager may have taken the keys before.
    fn entered(&self, text: &str) -> bool {
        let tail = &text.as_bytes()[text.len().saturating_sub(TAIL)..];
        let mut ends = self.ends.iter();
        ends.any(|end| self.text[..*end].ends_with(tail))
    }
}
