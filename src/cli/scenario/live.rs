//! The matrix while it fills in, on standard error. On a terminal it is a table that is drawn
//! again; elsewhere, each finished variant is a line.

use std::io::{IsTerminal as _, Write as _};

use rustix::termios::tcgetwinsize;

use crate::check::matrix::board::{Board, LEGEND};
use crate::check::matrix::{Progress, Run, surprises};
use crate::cli::print::colours;
use crate::scenario::{Scenario, Variant};

/// Shows progress until it is dropped.
pub struct Live<'a> {
    scenario: &'a Scenario,
    variants: &'a [Variant],
    board: Board<'a>,
    /// Whether a table can be drawn over.
    table: bool,
    drawn: usize,
    /// How many runs have ended, and how many there are.
    ended: (usize, usize),
}

impl<'a> Live<'a> {
    /// Begins with an empty table, before this many runs.
    pub fn new(scenario: &'a Scenario, variants: &'a [Variant], runs: usize) -> Self {
        let stderr = std::io::stderr();
        let board = Board::new(scenario, variants, colours(&stderr));
        let needed = board.lines().len() + 2;
        let widest = board
            .lines()
            .iter()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0);
        let fits = tcgetwinsize(&stderr).is_ok_and(|size| {
            usize::from(size.ws_row) > needed && usize::from(size.ws_col) > widest
        });
        Self {
            scenario,
            variants,
            table: stderr.is_terminal() && fits,
            board,
            drawn: 0,
            ended: (0, runs),
        }
    }

    pub fn show(&mut self, progress: &Progress) {
        self.board.apply(progress);
        if self.table {
            self.draw();
        } else if let Progress::Ended(run) = progress {
            self.ended.0 += 1;
            // Progress that nobody can read is not a reason to stop.
            let _ = writeln!(std::io::stderr(), "{}", self.line(run));
        }
    }

    fn line(&self, run: &Run) -> String {
        let variant = self
            .variants
            .iter()
            .find(|it| it.to_string() == run.variant);
        let wrong = variant.map_or(0, |it| surprises(self.scenario, it, &run.results).len());
        let how = if run.remembered {
            "from the cache".to_owned()
        } else {
            format!("in {:.0} s", run.seconds)
        };
        let end = match wrong {
            0 => "as expected".to_owned(),
            many => format!("{many} not as expected"),
        };
        let id = self.scenario.name();
        let (ended, all) = self.ended;
        let (variant, repeat) = (&run.variant, run.repeat);
        format!("{id} {variant} #{repeat}: {end}, {how} ({ended} of {all})")
    }

    fn draw(&mut self) {
        let mut text = self.erased();
        let mut lines = self.board.lines();
        lines.push(LEGEND.chars().take(78).collect());
        self.drawn = lines.len();
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// Moves to where the table began and erases everything after it.
    fn erased(&self) -> String {
        match self.drawn {
            0 => String::new(),
            lines => format!("\x1b[{lines}F\x1b[0J"),
        }
    }
}

impl Drop for Live<'_> {
    /// Erases the table, because the result that is printed next contains it.
    fn drop(&mut self) {
        let _ = std::io::stderr().write_all(self.erased().as_bytes());
    }
}
