//! What painting costs, known before it is done. A sequence of four bytes can change every cell of
//! the screen, so the cost is counted in cells and not in bytes.

use avt::Parser;
use avt::parser::{DecMode, Function};

use crate::domain::terminal_size::TerminalSize;

/// Parses text as a terminal does and adds up what painting it would cost.
#[derive(Debug, Default)]
pub struct Meter {
    parser: Parser,
}

impl Meter {
    /// About how many cells this text touches on a screen of this size.
    pub fn cost(&mut self, text: &str, size: TerminalSize) -> u64 {
        let functions = text.chars().filter_map(|it| self.parser.feed(it));
        functions.map(|it| cost(&it, size)).sum()
    }
}

/// Cells that a change of size touches: both screens are laid out again.
pub fn cost_of_resize(from: TerminalSize, to: TerminalSize) -> u64 {
    2 * (from.cells() + to.cells())
}

fn cost(function: &Function, size: TerminalSize) -> u64 {
    let (cols, rows) = (u64::from(size.cols()), u64::from(size.rows()));
    // One line is cleared, and the others move.
    let scroll = cols + rows;
    let print = 2 + rows / cols;
    let lines = |count: u16| u64::from(count.max(1)).min(rows) * cols + rows;
    match function {
        Function::Print(_) => print,
        Function::Rep(count) => u64::from(*count).max(1) * print,
        Function::Lf | Function::Nel | Function::Ri => scroll,
        Function::Il(count) | Function::Dl(count) | Function::Su(count) | Function::Sd(count) => {
            lines(*count)
        }
        Function::Ed(_) | Function::Decaln | Function::Ris => 2 * size.cells(),
        Function::Decset(modes) | Function::Decrst(modes) => {
            let whole = |mode: &&DecMode| {
                let alternate = DecMode::AltScreenBuffer;
                **mode == alternate || **mode == DecMode::SaveCursorAltScreenBuffer
            };
            let whole = modes.as_slice().iter().filter(whole).count() as u64;
            1 + 2 * whole * size.cells()
        }
        Function::El(_)
        | Function::Ich(_)
        | Function::Dch(_)
        | Function::Ech(_)
        | Function::Ht
        | Function::Cht(_)
        | Function::Cbt(_)
        | Function::Ctc(_)
        | Function::Tbc(_) => cols,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_bytes_that_ask_for_the_whole_screen_cost_the_whole_screen() {
        let size = TerminalSize::of(600, 200);
        let cost = |text: &str| Meter::default().cost(text, size);
        assert_eq!(cost("\x1b[2J"), 2 * size.cells());
        assert_eq!(cost("\x1b[?1049h\x1b[?1049l"), 4 * size.cells() + 2);
        assert!(cost("a\x1b[60000b") > 100_000);
        assert!(cost("\x1b[200L") > size.cells());
        assert!(cost("hello") < 20);
        // The cost does not depend on how the text is cut.
        let mut meter = Meter::default();
        let parts = ["\x1b", "[", "2", "J"].map(|it| meter.cost(it, size));
        assert_eq!(parts, [0, 0, 0, 2 * size.cells()]);
    }
}
