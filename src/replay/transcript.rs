//! The lines that a terminal printed, as a program that reads its scrollback would see them: what
//! scrolled off and what is on the screen, each with the event that completed it. Text that was
//! overwritten is not among them. What full-screen programs show is not either; the transcript says
//! where they ran.

mod all;
mod chunk;
mod commands;
mod ends;
mod kept;
mod line;
mod observed;

use std::collections::VecDeque;

use avt::{Line, ScreenKind, Terminal};
use serde::{Deserialize, Serialize};

pub use all::Transcripts;
pub use chunk::{CHUNK, lines_of, texts_of};
pub use commands::CommandSpan;
pub use kept::Kept;
pub use line::TextLine;
pub use observed::Watching;

use self::commands::Marked;
use self::ends::Ends;
use self::line::Building;

/// The most full-screen programs of one terminal that are kept.
const MOST_PROGRAMS: usize = 5_000;

/// A full-screen program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Lines from this one on were printed after it began.
    pub line: u64,
    pub from: u64,
    /// `None` while it runs.
    pub to: Option<u64>,
}

/// The transcript of one terminal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    number: u32,
    pub kept: Kept,
    /// The beginning of a line whose rest is still on the screen.
    building: Building,
    /// The event that completed each line that is on the screen, from the top.
    touched: VecDeque<u64>,
    /// Rows of the screen between which the cursor was since the last event. Above 0: it scrolled
    /// off.
    visited: (i64, i64),
    marked: Marked,
    pub programs: Vec<Program>,
    pub programs_left_out: u64,
    /// Whether a full-screen program runs.
    full_screen: bool,
    /// The cursor's line, and whether something is on it, while none runs.
    cursor: (u64, bool),
    /// The event that is read.
    seq: u64,
    #[serde(skip)]
    changed: bool,
}

/// What is between two events: nothing of the screen has been visited.
const NOWHERE: (i64, i64) = (i64::MAX, -1);

impl Transcript {
    pub fn commands(&self) -> &[CommandSpan] {
        &self.marked.spans
    }

    pub fn commands_left_out(&self) -> u64 {
        self.marked.left_out
    }

    fn begin(&mut self, seq: u64) {
        self.seq = seq;
        self.changed = true;
    }

    /// A row scrolled off.
    fn scroll(&mut self, row: &Line, visited: bool) {
        if self.building.add(row, visited) {
            let stamped = self.touched.pop_front();
            let line = std::mem::take(&mut self.building).finish(stamped, self.seq);
            self.kept.push(self.number, line);
        }
    }

    /// Call this after output, with what the terminal printed in all.
    fn settle(&mut self, terminal: &Terminal, printed: u64) {
        self.marked.settle(printed);
        self.building.rest();
        if terminal.active_screen_kind() == ScreenKind::Alternate {
            return;
        }
        let row = row_of(terminal);
        let (low, high) = (self.visited.0, self.visited.1.max(row));
        let mut ends = Ends::after(self.building.length());
        let mut line = 0;
        let mut stamped = Vec::new();
        for (place, shown) in (0..).zip(terminal.primary_screen().visible_lines()) {
            if (low..=high).contains(&place) && stamped.last() != Some(&line) {
                stamped.push(line);
            }
            line += usize::from(ends.row(shown));
        }
        // A last row that is wrapped ends no line, but begins one.
        self.touched.truncate(line + 1);
        for line in stamped {
            if self.touched.len() <= line {
                self.touched.resize(line + 1, self.seq);
            }
            self.touched[line] = self.seq;
        }
        self.rest(terminal);
    }

    /// Remembers where the cursor is.
    fn rest(&mut self, terminal: &Terminal) {
        let row = row_of(terminal);
        self.visited = (row, row);
        self.cursor = self.place(terminal);
    }

    /// The line of the cursor, and whether the cursor is behind its first column.
    fn place(&self, terminal: &Terminal) -> (u64, bool) {
        if terminal.active_screen_kind() == ScreenKind::Alternate {
            return self.cursor;
        }
        let cursor = terminal.cursor();
        let mut ends = Ends::after(self.building.length());
        let rows = terminal.primary_screen().visible_lines();
        let above = rows.take(cursor.row).filter(|row| ends.row(row)).count();
        let begun = cursor.col > 0 || ends.length() > 0;
        (self.kept.scrolled() + above as u64, begun)
    }

    /// The first line that nothing is printed on yet.
    fn below(&self) -> u64 {
        self.cursor.0 + u64::from(self.cursor.1)
    }

    /// Everything on the screen becomes lines, as if it scrolled off. For when the screen is thrown
    /// away.
    fn flush(&mut self, terminal: &Terminal) {
        for line in self.shown(terminal) {
            self.kept.push(self.number, line);
        }
        self.building = Building::default();
        self.touched.clear();
        self.visited = (0, 0);
    }

    /// The lines on the primary screen. Empty ones at its end are left out.
    fn shown(&self, terminal: &Terminal) -> Vec<TextLine> {
        let mut lines = Vec::new();
        let mut building = self.building.clone();
        for (row, shown) in (0..).zip(terminal.primary_screen().visible_lines()) {
            let visited = (self.visited.0..=self.visited.1).contains(&row);
            if building.add(shown, visited) {
                lines.push(self.line(&mut building, lines.len()));
            }
        }
        if building.length() > 0 {
            lines.push(self.line(&mut building, lines.len()));
        }
        let empty = lines.iter().rev().take_while(|it| it.text.is_empty());
        lines.truncate(lines.len() - empty.count());
        lines
    }

    fn line(&self, building: &mut Building, place: usize) -> TextLine {
        let stamped = self.touched.get(place).copied();
        std::mem::take(building).finish(stamped, self.seq)
    }

    fn program(&mut self, runs: bool) {
        self.full_screen = runs;
        if !runs {
            if let Some(last) = self.programs.last_mut().filter(|it| it.to.is_none()) {
                last.to = Some(self.seq);
            }
        } else if self.programs.len() < MOST_PROGRAMS {
            self.programs.push(Program {
                line: self.below(),
                from: self.seq,
                to: None,
            });
        } else {
            self.programs_left_out += 1;
        }
    }
}

fn row_of(terminal: &Terminal) -> i64 {
    i64::try_from(terminal.cursor().row).unwrap_or(0)
}
