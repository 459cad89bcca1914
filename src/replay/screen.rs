//! A terminal's screen as a replay makes it: from the beginning, or from a keyframe.

use avt::{Line, Observation, Observer, Terminal};

use super::purse::{Income, Purse};
use crate::domain::terminal_size::TerminalSize;
use crate::recorder::screen::Decoder;
use crate::recorder::screen::work::{Meter, cost_of_resize};
use crate::store::replay::KeyframeRow;

/// Cells that one event may touch, if the purse has them. Of an event that would touch more, only
/// the end is shown. An event has at most 256 KiB, and every four bytes of it may clear the whole
/// screen.
const CELLS: u64 = 20_000_000;
/// Bytes whose cost is measured together.
const PORTION: usize = 32;
/// The most bytes of wrapped lines that are joined into one.
const LONGEST_LINE: usize = 8_000;
const LEVEL: i32 = 3;

pub struct Screen {
    terminal: Terminal,
    size: TerminalSize,
    decoder: Decoder,
    /// Is fed everything that the terminal is fed.
    meter: Meter,
    purse: Purse,
    /// Bytes of output so far.
    pub printed: u64,
    /// Whether the shell runs.
    pub open: bool,
    /// Whether it changed since its last keyframe.
    pub changed: bool,
}

impl Screen {
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

    /// A damaged keyframe gives an empty screen.
    pub fn of_keyframe(frame: &KeyframeRow, income: Income) -> Self {
        let mut screen = Self::new(TerminalSize::of(frame.cols, frame.rows), income);
        let kept = zstd::decode_all(&frame.screen[..]).unwrap_or_default();
        let kept = String::from_utf8_lossy(&kept);
        if let Some((cells, painted)) = kept.split_once('\n') {
            screen.terminal.feed(painted);
            // Brings the meter to where the terminal is, which may be in the middle of a sequence.
            screen.meter.cost(painted, screen.size);
            screen.purse = Purse::with(income, cells.parse().unwrap_or(0));
        }
        screen.decoder.partial.clone_from(&frame.partial);
        screen.printed = frame.printed.unsigned_abs();
        screen.open = frame.open;
        screen.changed = false;
        screen
    }

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
            // Compressing into memory fails only if there is no memory.
            screen: zstd::bulk::compress(kept.as_bytes(), LEVEL).unwrap_or_default(),
            partial: self.decoder.partial.clone(),
        }
    }

    /// A new shell starts on an empty screen.
    pub fn reopen(&mut self, size: TerminalSize) {
        self.terminal = terminal(size);
        self.size = size;
        self.decoder = Decoder::default();
        self.meter = Meter::default();
        self.open = true;
        self.changed = true;
    }

    /// Lines that scroll off are told to `observer`.
    pub fn resize(&mut self, size: TerminalSize, observer: &mut impl Observer) {
        self.changed = true;
        // The candidate saw this size, so it is applied whatever it costs. Changes of size have a
        // limit of their own.
        self.purse.spend(cost_of_resize(self.size, size));
        self.size = size;
        let (cols, rows) = (usize::from(size.cols()), usize::from(size.rows()));
        self.terminal.resize_with(cols, rows, observer);
    }

    /// Shows more output and tells `observer` of lines that scroll off. Bytes that are not UTF-8
    /// show as the replacement character. A character that is cut in two is shown once it is whole.
    /// True if the output costs too much: then only its end is shown, and the screen says so.
    pub fn feed(&mut self, bytes: &[u8], observer: &mut impl Observer) -> bool {
        self.changed = true;
        self.printed += bytes.len() as u64;
        self.purse.earn(bytes.len());
        let portions = bytes.chunks(PORTION).map(|it| self.decoder.read(it));
        let texts: Vec<String> = portions.collect();
        let costs = texts.iter().map(|text| self.meter.cost(text, self.size));
        let costs: Vec<u64> = costs.collect();
        let from = affordable(&costs, self.purse.cells().min(CELLS));
        if from > 0 {
            self.leave_out(&texts[..from], observer);
        }
        for (text, cost) in texts.iter().zip(&costs).skip(from) {
            if from > 0 {
                self.meter.cost(text, self.size);
            }
            self.purse.spend(*cost);
            self.terminal.feed_with(text, &mut *observer);
        }
        from > 0
    }

    /// Says on the screen how much is left out. A sequence that is open ends, for the terminal and
    /// for the meter.
    fn leave_out(&mut self, texts: &[String], observer: &mut impl Observer) {
        let bytes: usize = texts.iter().map(String::len).sum();
        let said = format!("\x18\x1b[0;7m[{bytes} bytes are not shown]\x1b[0m");
        self.meter = Meter::default();
        self.purse.spend(self.meter.cost(&said, self.size));
        self.terminal.feed_with(&*said, observer);
    }

    /// Wrapped lines are joined.
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

    pub fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        (self.size.cols(), self.size.rows())
    }

    /// Escape sequences that paint it on an empty screen of the same size.
    pub fn dump(&self) -> String {
        self.terminal.dump()
    }

    /// The first bytes of a character whose rest has not arrived.
    pub fn partial(&self) -> &[u8] {
        &self.decoder.partial
    }
}

/// The first portion from which everything to the end fits into the budget.
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
