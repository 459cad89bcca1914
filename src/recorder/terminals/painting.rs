//! Paints a terminal's screen from its past within a budget of cells. It computes for long, so call
//! it on a thread that may block.

use std::sync::Arc;

use super::past::{Keyframe, Mark, Past, Piece};
use crate::domain::terminal_size::TerminalSize;
use crate::screen::work::{Meter, cost_of_resize};
use crate::screen::{Decoder, Screen};

/// Bytes that are weighed and painted in one step. Few, because every four may clear the screen.
const STEP: usize = 32;
/// The end of a flood that is painted first, in bytes. What scrolled away before it seldom matters.
const LATEST: usize = 64 * 1024;
/// The longest painted screen that is sent and kept, in bytes. A screen whose cells all have
/// colours of their own is longer, and is shown without them.
const SCREEN_LIMIT: usize = 1024 * 1024;

#[derive(Clone, Debug)]
pub struct Painted {
    pub frame: Arc<Keyframe>,
    /// Whether the screen is the same as if everything that was ever printed had been painted.
    pub exact: bool,
    /// The cells that painting used.
    pub cells: u64,
}

/// Paints the screen at the end of a past. What does not fit into `budget` cells is left out, the
/// oldest first; the screen is then not exact.
pub fn paint(past: &Past, budget: u64) -> Painted {
    let mut cells = 0;
    if let Some(painted) = paint_whole(past, budget, &mut cells) {
        return painted;
    }
    let steps = Steps::of_past(past);
    let from = steps.affordable(budget.saturating_sub(cells));
    let mut screen = Screen::new(past.begin.size_at(&steps, from));
    screen.feed(&past.begin.modes_at(&steps, from));
    steps.feed(from, &mut screen);
    cells += 2 * screen.size().cells() + steps.cost(from);
    painted(past, &screen, steps.partial, false, cells)
}

/// Like [`paint`], but None if something would have to be left out. `cells` grows by what was used.
pub fn paint_whole(past: &Past, budget: u64, cells: &mut u64) -> Option<Painted> {
    let since = past.after_frame().map(|(frame, pieces)| {
        let decoder = Decoder {
            partial: frame.partial.clone(),
        };
        (frame, Steps::of(frame.size, decoder, pieces))
    });
    let short = since.as_ref().is_some_and(|(_, it)| it.bytes() <= LATEST);
    if !short && let Some(painted) = latest(past, budget / 2, cells) {
        return Some(painted);
    }
    let (frame, steps) = since?;
    let cost = 4 * frame.size.cells() + frame.screen.len() as u64 + steps.cost(0);
    if *cells + cost > budget {
        return None;
    }
    *cells += cost;
    let mut screen = Screen::new(frame.size);
    screen.feed(&frame.screen);
    steps.feed(0, &mut screen);
    Some(painted(past, &screen, steps.partial, true, *cells))
}

/// Paints the latest output twice: on an empty screen and on a full one. If the results are equal,
/// what was there before does not matter.
fn latest(past: &Past, budget: u64, cells: &mut u64) -> Option<Painted> {
    let steps = Steps::of_past(past);
    let from = steps.latest(LATEST);
    let size = past.begin.size_at(&steps, from);
    let cost = 6 * size.cells() + 2 * steps.cost(from);
    if *cells + cost > budget {
        return None;
    }
    *cells += cost;
    let modes = past.begin.modes_at(&steps, from);
    let [empty, full] = ["", "\x1b#8\x1b[999;999H"].map(|before| {
        let mut screen = Screen::new(size);
        screen.feed(before);
        screen.feed(&modes);
        steps.feed(from, &mut screen);
        screen
    });
    let same = empty.snapshot() == full.snapshot();
    same.then(|| painted(past, &empty, steps.partial, true, *cells))
}

/// A screen that is too long to keep is not exact: only its text is shown.
fn painted(past: &Past, screen: &Screen, partial: Vec<u8>, whole: bool, cells: u64) -> Painted {
    let text = screen.snapshot();
    let fits = text.len() <= SCREEN_LIMIT;
    let frame = Keyframe {
        offset: past.end.offset,
        upto: past.next(),
        size: screen.size(),
        screen: if fits { text } else { screen.letters() },
        partial,
    };
    Painted {
        frame: Arc::new(frame),
        exact: whole && fits,
        cells,
    }
}

enum Do {
    Print(String),
    Resize(TerminalSize),
    Restart,
}

struct Step {
    does: Do,
    cost: u64,
}

/// Pieces as text, in steps, each with its cost.
struct Steps {
    all: Vec<Step>,
    partial: Vec<u8>,
}

impl Steps {
    fn of_past(past: &Past) -> Self {
        Self::of(past.begin.size, Decoder::default(), past.pieces.iter())
    }

    fn of<'a>(
        mut size: TerminalSize,
        mut decoder: Decoder,
        pieces: impl Iterator<Item = &'a Piece>,
    ) -> Self {
        let (mut all, mut meter) = (Vec::new(), Meter::default());
        for piece in pieces {
            match piece {
                Piece::Output(bytes) => {
                    for portion in bytes.chunks(STEP) {
                        let text = decoder.read(portion);
                        let cost = meter.cost(&text, size);
                        let does = Do::Print(text);
                        all.push(Step { does, cost });
                    }
                }
                Piece::Size(to) => {
                    let cost = cost_of_resize(size, *to);
                    size = *to;
                    let does = Do::Resize(size);
                    all.push(Step { does, cost });
                }
                Piece::Restart => all.push(Step {
                    does: Do::Restart,
                    cost: 2 * size.cells(),
                }),
            }
        }
        let partial = decoder.partial;
        Self { all, partial }
    }

    fn bytes(&self) -> usize {
        self.all.iter().map(Step::bytes).sum()
    }

    fn cost(&self, from: usize) -> u64 {
        self.all[from..].iter().map(|it| it.cost).sum()
    }

    /// The first step from which all the remaining ones fit into the budget.
    fn affordable(&self, budget: u64) -> usize {
        self.place_behind(budget, |it| it.cost)
    }

    fn latest(&self, bytes: usize) -> usize {
        self.place_behind(bytes as u64, |it| it.bytes() as u64)
    }

    fn place_behind(&self, limit: u64, weight: impl Fn(&Step) -> u64) -> usize {
        let mut sum = 0;
        let fits = |step: &&Step| {
            sum += weight(step);
            sum <= limit
        };
        self.all.len() - self.all.iter().rev().take_while(fits).count()
    }

    fn feed(&self, from: usize, screen: &mut Screen) {
        for step in &self.all[from..] {
            match &step.does {
                Do::Print(text) => screen.feed(text),
                Do::Resize(size) => screen.resize(*size),
                // A soft reset on the main screen, which keeps its contents.
                Do::Restart => screen.feed("\x18\x1b[?1047l\x1b[!p"),
            }
        }
    }
}

impl Step {
    fn bytes(&self) -> usize {
        match &self.does {
            Do::Print(text) => text.len(),
            Do::Resize(_) | Do::Restart => 0,
        }
    }
}

impl Mark {
    fn size_at(&self, steps: &Steps, at: usize) -> TerminalSize {
        let sizes = steps.all[..at].iter().rev();
        let mut sizes = sizes.filter_map(|step| match step.does {
            Do::Resize(size) => Some(size),
            _ => None,
        });
        sizes.next().unwrap_or(self.size)
    }

    fn modes_at(&self, steps: &Steps, at: usize) -> String {
        let mut reader = self.modes.clone();
        for step in &steps.all[..at] {
            match &step.does {
                Do::Print(text) => reader.read(text.as_bytes()),
                Do::Restart => reader.restart(),
                Do::Resize(_) => {}
            }
        }
        reader.modes().on_the_screen()
    }
}

#[cfg(test)]
#[path = "painting_tests.rs"]
mod tests;
