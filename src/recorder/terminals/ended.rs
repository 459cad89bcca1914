//! Terminals whose shell has ended. A session can have many, so only a few keep their output.

use std::collections::BTreeMap;

use assay_protocol::TerminalNumber;

use super::terminal::Terminal;
use super::writers::Writers;
use crate::commands::CommandReader;

/// The number of ended terminals that keep their latest output: as many as the agent remembers.
const ENDED_LIMIT: usize = 64;

/// Drops the output of ended terminals, except for those with the highest numbers. The numbers stay
/// known: offsets in the trace never restart, so such a terminal cannot be opened again.
pub(super) fn forget_ended(terminals: &mut BTreeMap<TerminalNumber, Terminal>) {
    let ended = terminals.values_mut().rev();
    let ended = ended.filter(|terminal| terminal.exited.is_some());
    for terminal in ended.skip(ENDED_LIMIT) {
        terminal.forget();
    }
}

impl Terminal {
    fn forget(&mut self) {
        if self.forgotten {
            return;
        }
        self.forgotten = true;
        self.kept = false;
        self.past.forget();
        self.writers = Writers::default();
        self.reader = CommandReader::continuing_at(self.output.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::terminal_size::TerminalSize;
    use crate::terminals::checkpoint::{Taken, unpack};

    /// As many as pages can name.
    const NUMBERS: TerminalNumber = 999;

    #[test]
    fn a_thousand_ended_terminals_are_known_and_cost_little() {
        let mut terminals = BTreeMap::new();
        for number in 1..=NUMBERS {
            let mut terminal = Terminal::new(number, TerminalSize::USUAL);
            let noise = |at: u32| (at.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0];
            terminal.show(&(0..256 * 1024).map(noise).collect::<Vec<u8>>());
            terminal.exit(0);
            terminals.insert(number, terminal);
            forget_ended(&mut terminals);
        }
        let states = terminals.values().map(|it| Taken::of(it).pack());
        let states: Vec<_> = states.collect();
        let stored: usize = states.iter().map(|(_, state)| state.len()).sum();
        assert!(stored < 4 * 1024 * 1024, "{stored} bytes are kept");
        for (number, state) in states {
            let terminal = unpack(&state).unwrap();
            assert_eq!((terminal.output.0, terminal.exited), (256 * 1024, Some(0)));
            let held = terminal.past.end.offset - terminal.past.begin.offset;
            let newest = number > NUMBERS - TerminalNumber::try_from(ENDED_LIMIT).unwrap();
            assert_eq!(held > 0, newest, "terminal {number} holds {held} bytes");
        }
    }

    #[test]
    fn a_shell_that_runs_is_never_forgotten() {
        let mut terminals = BTreeMap::new();
        for number in 1..=100 {
            let mut terminal = Terminal::new(number, TerminalSize::USUAL);
            terminal.show(b"here");
            if number > 8 {
                terminal.exit(0);
            }
            terminals.insert(number, terminal);
        }
        forget_ended(&mut terminals);
        for number in 1..=8 {
            assert_eq!(
                terminals[&number].past.since(0).as_deref(),
                Some(&b"here"[..])
            );
        }
    }
}
