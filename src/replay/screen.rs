//! A terminal's screen as a replay makes it: from the beginning, or from a keyframe.

use avt::{Line, Observation, Observer, Terminal};

use crate::recorder::screen::whole_characters;
use crate::store::replay::KeyframeRow;

/// Larger screens are shown as this large.
const LARGEST: u16 = 2_000;
const LEVEL: i32 = 3;

/// A screen that is fed.
pub struct Screen {
    terminal: Terminal,
    /// The beginning of a character whose end has not come.
    partial: Vec<u8>,
    /// Bytes that were printed so far.
    pub printed: u64,
    /// Whether the shell runs.
    pub open: bool,
    /// Whether it was fed since its last keyframe.
    pub changed: bool,
}

impl Screen {
    /// An empty one.
    pub fn new(cols: u16, rows: u16) -> Self {
        Self {
            terminal: terminal(cols, rows),
            partial: Vec::new(),
            printed: 0,
            open: true,
            changed: true,
        }
    }

    /// The one that a keyframe keeps. Damaged keyframes show nothing.
    pub fn of_keyframe(frame: &KeyframeRow) -> Self {
        let mut screen = Self::new(frame.cols, frame.rows);
        let painted = zstd::decode_all(&frame.screen[..]).unwrap_or_default();
        screen.terminal.feed(&*String::from_utf8_lossy(&painted));
        screen.partial.clone_from(&frame.partial);
        screen.printed = frame.printed.unsigned_abs();
        screen.open = frame.open;
        screen.changed = false;
        screen
    }

    /// A keyframe of it.
    pub fn keyframe(&self, terminal: u32, seq: u64) -> KeyframeRow {
        let (cols, rows) = self.size();
        let dump = self.terminal.dump();
        KeyframeRow {
            terminal,
            seq: i64::try_from(seq).unwrap_or(i64::MAX),
            open: self.open,
            cols,
            rows,
            printed: i64::try_from(self.printed).unwrap_or(i64::MAX),
            // Compressing into memory fails for want of memory alone.
            screen: zstd::bulk::compress(dump.as_bytes(), LEVEL).unwrap_or_default(),
            partial: self.partial.clone(),
        }
    }

    /// The shell begins anew, on an empty screen.
    pub fn reopen(&mut self, cols: u16, rows: u16) {
        self.terminal = terminal(cols, rows);
        self.partial.clear();
        self.open = true;
        self.changed = true;
    }

    /// Changes the size; tells what scrolled off.
    pub fn resize(&mut self, cols: u16, rows: u16, scrolled: &mut Scrolled) {
        self.changed = true;
        let (cols, rows) = bounded(cols, rows);
        self.terminal.resize_with(cols, rows, scrolled);
    }

    /// Shows more output; tells what scrolled off. Bytes that are no UTF-8 show as the replacement
    /// character, and a character cut in two is shown once it is whole.
    pub fn feed(&mut self, bytes: &[u8], scrolled: &mut Scrolled) {
        self.changed = true;
        self.printed += bytes.len() as u64;
        self.partial.extend_from_slice(bytes);
        let whole = whole_characters(&self.partial);
        let text = String::from_utf8_lossy(&self.partial[..whole]);
        self.terminal.feed_with(&*text, scrolled);
        self.partial.drain(..whole);
    }

    /// Its lines, wrapped ones joined.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for row in self.terminal.screen().visible_lines() {
            line.extend(row.chars());
            if !row.is_wrapped() {
                lines.push(trimmed(std::mem::take(&mut line)));
            }
        }
        if !line.is_empty() {
            lines.push(trimmed(line));
        }
        lines
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        let (cols, rows) = self.terminal.size();
        let bound = |it: usize| u16::try_from(it).unwrap_or(LARGEST);
        (bound(cols), bound(rows))
    }

    /// Escape sequences that paint it on an empty one of the same size.
    pub fn dump(&self) -> String {
        self.terminal.dump()
    }

    /// The beginning of a character whose end has not come.
    pub fn partial(&self) -> &[u8] {
        &self.partial
    }
}

fn bounded(cols: u16, rows: u16) -> (usize, usize) {
    (
        usize::from(cols.clamp(1, LARGEST)),
        usize::from(rows.clamp(1, LARGEST)),
    )
}

fn terminal(cols: u16, rows: u16) -> Terminal {
    let (cols, rows) = bounded(cols, rows);
    Terminal::new(cols, rows).expect("both dimensions are positive")
}

fn trimmed(mut line: String) -> String {
    line.truncate(line.trim_end().len());
    line
}

/// Lines that scrolled off a screen, wrapped ones joined.
#[derive(Debug, Default)]
pub struct Scrolled {
    /// In order.
    pub lines: Vec<String>,
    joined: String,
}

impl Observer for Scrolled {
    type Output = ();

    fn evicted(&mut self, _: &mut Observation<'_>, line: &Line) {
        self.joined.extend(line.chars());
        if !line.is_wrapped() || self.joined.len() > 4 * usize::from(LARGEST) {
            self.lines.push(trimmed(std::mem::take(&mut self.joined)));
        }
    }

    fn end(&mut self, _: &mut Observation<'_>) {}
}
