//! A screen, and the lines that were seen on it. Looking for lines touches every cell, so a large
//! screen is looked at only after every few outputs. Lines that scroll off in between are not lost.

use super::screen::{Screen, Scrolled};
use super::seen::{Seen, SeenLine};

/// Cells that may be looked at for each event, on average: enough for a screen of 240 × 80 every
/// time.
const EACH: u64 = 20_000;
/// The most cells that are saved up: a few looks at the largest screen.
const MOST: u64 = 1_000_000;
/// The most lines that scrolled off and wait for a look.
const MOST_SCROLLED: usize = 10_000;

/// A terminal as its events are read.
pub struct Watched {
    pub screen: Screen,
    seen: Seen,
    cells: u64,
    /// Lines that scrolled off since the last look.
    scrolled: Vec<String>,
    since: Option<u64>,
}

impl Watched {
    /// No line of the screen has been reported.
    pub fn new(screen: Screen) -> Self {
        Self::with(screen, Seen::default())
    }

    /// All lines that the screen has shown up to this event have been reported.
    pub fn told(screen: Screen, seq: u64) -> Self {
        let seen = Seen::of_screen(screen.lines(), seq);
        Self::with(screen, seen)
    }

    fn with(screen: Screen, seen: Seen) -> Self {
        Self {
            screen,
            seen,
            cells: MOST,
            scrolled: Vec::new(),
            since: None,
        }
    }

    /// Call this after each event. It looks at the screen if it is time to.
    pub fn look(&mut self, seq: u64, scrolled: Scrolled, found: &mut Vec<SeenLine>) {
        self.scrolled.extend(scrolled.lines);
        self.since = Some(seq);
        self.cells = (self.cells + EACH).min(MOST);
        let (cols, rows) = self.screen.size();
        let cost = u64::from(cols) * u64::from(rows);
        if cost <= self.cells || self.scrolled.len() > MOST_SCROLLED {
            self.cells = self.cells.saturating_sub(cost);
            self.look_now(found);
        }
    }

    /// Adds the lines that are on the screen now to `found`.
    pub fn flush(&mut self, found: &mut Vec<SeenLine>) {
        self.look_now(found);
        self.seen.flush(found);
    }

    fn look_now(&mut self, found: &mut Vec<SeenLine>) {
        if let Some(seq) = self.since.take() {
            let scrolled = std::mem::take(&mut self.scrolled);
            self.seen.take(seq, scrolled, self.screen.lines(), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::purse::Income;
    use super::*;
    use crate::domain::terminal_size::TerminalSize;

    fn looked(size: TerminalSize, outputs: u64) -> (Vec<SeenLine>, u64) {
        let mut watched = Watched::new(Screen::new(size, Income::default()));
        let (mut found, mut looks) = (Vec::new(), 0);
        for seq in 1..=outputs {
            let mut scrolled = Scrolled::default();
            let line = format!("line {seq}\r\n");
            watched.screen.feed(line.as_bytes(), &mut scrolled);
            watched.look(seq, scrolled, &mut found);
            looks += u64::from(watched.since.is_none());
        }
        watched.flush(&mut found);
        (found, looks)
    }

    #[test]
    fn a_large_screen_is_looked_at_seldom_and_no_line_that_scrolled_off_is_lost() {
        let (found, looks) = looked(TerminalSize::of(640, 256), 2_000);
        assert!(looks < 300, "{looks} looks at 163,840 cells");
        assert_eq!(found.len(), 2_000);
        let (found, looks) = looked(TerminalSize::of(200, 50), 2_000);
        assert_eq!((found.len(), looks), (2_000, 2_000));
    }
}
