//! A terminal's screen as a replay makes it: from the beginning, or from a keyframe.

use avt::{Line, Observation, Observer, Terminal};

use super::purse::{Income, Purse};
use crate::domain::terminal_size::TerminalSize;
use crate::recorder::screen::Decoder;
use crate::recorder::screen::work::{Meter, cost_of_resize};
use crate::store::replay::KeyframeRow;

/// Cells that one event may touch, if the purse has them. Of one that would touch more, its end
/// alone is shown: an event has 256 KiB at most, and each four bytes of them may clear the whole
/// screen.
const CELLS: u64 = 20_000_000;
/// Bytes that are weighed at once.
const PORTION: usize = 32;
/// Bytes of lines that are joined to one.
const LONGEST_LINE: usize = 8_000;
const LEVEL: i32 = 3;

/// A screen that is fed.
pub struct Screen {
    terminal: Terminal,
    size: TerminalSize,
    decoder: Decoder,
    /// Reads what the terminal reads.
    meter: Meter,
    purse: Purse,
    /// Bytes that were printed so far.
    pub printed: u64,
    /// Whether the shell runs.
    pub open: bool,
    /// Whether it was fed since its last keyframe.
    pub changed: bool,
}

impl Screen {
    /// An empty one.
    pub fn new(size: TerminalSize, income: Income) -> Self {
        Self {
            terminal: terminal(size),
            size,
            decoder: Decoder::default(),
            meter: Meter::default(),
            purse: Purse::full(income),
            printed: 0,
            open: true,
            changed: true,
        }
    }

    /// The one that a keyframe keeps. Damaged keyframes show nothing.
    pub fn of_keyframe(frame: &KeyframeRow, income: Income) -> Self {
        let mut screen = Self::new(TerminalSize::of(frame.cols, frame.rows), income);
        let kept = zstd::decode_all(&frame.screen[..]).unwrap_or_default();
        let kept = String::from_utf8_lossy(&kept);
        if let Some((cells, painted)) = kept.split_once('\n') {
            screen.terminal.feed(painted);
            // Brings it to where the terminal is: in the middle of a sequence, perhaps.
            screen.meter.cost(painted, screen.size);
            screen.purse = Purse::with(income, cells.parse().unwrap_or(0));
        }
        screen.decoder.partial.clone_from(&frame.partial);
        screen.printed = frame.printed.unsigned_abs();
        screen.open = frame.open;
        screen.changed = false;
        screen
    }

    /// A keyframe of it.
    pub fn keyframe(&self, terminal: u32, seq: u64) -> KeyframeRow {
        let (cols, rows) = self.size();
        let kept = format!("{}\n{}", self.purse.cells(), self.terminal.dump());
        KeyframeRow {
            terminal,
            seq: i64::try_from(seq).unwrap_or(i64::MAX),
            open: self.open,
            cols,
            rows,
            printed: i64::try_from(self.printed).unwrap_or(i64::MAX),
            // Compressing into memory fails for want of memory alone.
            screen: zstd::bulk::compress(kept.as_bytes(), LEVEL).unwrap_or_default(),
            partial: self.decoder.partial.clone(),
        }
    }

    /// The shell begins anew, on an empty screen.
    pub fn reopen(&mut self, size: TerminalSize) {
        self.terminal = terminal(size);
        self.size = size;
        self.decoder = Decoder::default();
        self.meter = Meter::default();
        self.open = true;
        self.changed = true;
    }

    /// Changes the size; tells what scrolled off.
    pub fn resize(&mut self, size: TerminalSize, scrolled: &mut Scrolled) {
        self.changed = true;
        // It is the size that the candidate saw, whatever it costs; sizes have a rate of their own.
        self.purse.spend(cost_of_resize(self.size, size));
        self.size = size;
        let (cols, rows) = (usize::from(size.cols()), usize::from(size.rows()));
        self.terminal.resize_with(cols, rows, scrolled);
    }

    /// Shows more output; tells what scrolled off. Bytes that are no UTF-8 show as the replacement
    /// character, and a character cut in two is shown once it is whole. Of what costs too much the
    /// end alone is shown, and the screen says so. Whether that was so.
    pub fn feed(&mut self, bytes: &[u8], scrolled: &mut Scrolled) -> bool {
        self.changed = true;
        self.printed += bytes.len() as u64;
        self.purse.earn(bytes.len());
        let portions = bytes.chunks(PORTION).map(|it| self.decoder.read(it));
        let texts: Vec<String> = portions.collect();
        let costs = texts.iter().map(|text| self.meter.cost(text, self.size));
        let costs: Vec<u64> = costs.collect();
        let from = affordable(&costs, self.purse.cells().min(CELLS));
        if from > 0 {
            self.leave_out(&texts[..from], scrolled);
        }
        for (text, cost) in texts.iter().zip(&costs).skip(from) {
            if from > 0 {
                self.meter.cost(text, self.size);
            }
            self.purse.spend(*cost);
            self.terminal.feed_with(text, &mut *scrolled);
        }
        from > 0
    }

    /// Says so on the screen. A sequence that began before ends, for the terminal and the meter alike.
    fn leave_out(&mut self, texts: &[String], scrolled: &mut Scrolled) {
        let bytes: usize = texts.iter().map(String::len).sum();
        let said = format!("\x18\x1b[0;7m[{bytes} bytes are not shown]\x1b[0m");
        self.meter = Meter::default();
        self.purse.spend(self.meter.cost(&said, self.size));
        self.terminal.feed_with(&*said, scrolled);
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
        (self.size.cols(), self.size.rows())
    }

    /// Escape sequences that paint it on an empty one of the same size.
    pub fn dump(&self) -> String {
        self.terminal.dump()
    }

    /// The beginning of a character whose end has not come.
    pub fn partial(&self) -> &[u8] {
        &self.decoder.partial
    }
}

/// The first portion from which on everything fits.
fn affordable(costs: &[u64], budget: u64) -> usize {
    let mut sum = 0;
    let fits = |cost: &&u64| {
        sum += **cost;
        sum <= budget
    };
    costs.len() - costs.iter().rev().take_while(fits).count()
}

fn terminal(size: TerminalSize) -> Terminal {
    let (cols, rows) = (usize::from(size.cols()), usize::from(size.rows()));
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
        if !line.is_wrapped() || self.joined.len() > LONGEST_LINE {
            self.lines.push(trimmed(std::mem::take(&mut self.joined)));
        }
    }

    fn end(&mut self, _: &mut Observation<'_>) {}
}
