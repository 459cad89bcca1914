//! How much work it may be to show the output of one terminal. The work is counted in cells and not
//! in time, so that every replay of a trace shows the same. Keyframes keep what is left.

/// How fast a purse fills, and how much it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Income {
    /// Cells that each output adds.
    pub an_output: u64,
    /// Cells that each of its bytes adds besides. A short line on a long screen costs about as
    /// much.
    pub a_byte: u64,
    /// The most cells that a purse holds. It starts full.
    pub most: u64,
}

impl Default for Income {
    /// Editors and monitors that redraw a large screen with every output cost less than this. A
    /// flood of `\e[2J` costs more: 80,000 cells a byte.
    fn default() -> Self {
        Self {
            an_output: 20_000,
            a_byte: 32,
            most: 100_000_000,
        }
    }
}

/// What a terminal has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purse {
    income: Income,
    cells: u64,
}

impl Purse {
    pub fn full(income: Income) -> Self {
        Self {
            income,
            cells: income.most,
        }
    }

    pub fn with(income: Income, cells: u64) -> Self {
        Self { income, cells }
    }

    pub fn cells(&self) -> u64 {
        self.cells
    }

    /// Adds what an output of this many bytes earns.
    pub fn earn(&mut self, bytes: usize) {
        let earned = (bytes as u64).saturating_mul(self.income.a_byte);
        let cells = self.cells.saturating_add(self.income.an_output);
        self.cells = cells.saturating_add(earned).min(self.income.most);
    }

    /// Takes out the cells that were touched. What cannot be left out may cost more than the purse
    /// holds.
    pub fn spend(&mut self, cells: u64) {
        self.cells = self.cells.saturating_sub(cells);
    }
}
