//! What the output of one terminal may cost to show. It is counted in cells and never in time, so
//! that every replay of a trace shows the same; a keyframe keeps it.

/// What is earned, and how much can be saved up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Income {
    /// Cells that each output brings.
    pub an_output: u64,
    /// Cells that each of its bytes brings besides: a short line of a long screen costs about this.
    pub a_byte: u64,
    /// Cells that are saved up at most, and there are at first.
    pub most: u64,
}

impl Default for Income {
    /// Editors and monitors that draw a large screen anew with every output stay below. A flood of
    /// `\e[2J` does not: it costs 80,000 cells a byte.
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
    /// A full one.
    pub fn full(income: Income) -> Self {
        Self {
            income,
            cells: income.most,
        }
    }

    /// One with this much in it.
    pub fn with(income: Income, cells: u64) -> Self {
        Self { income, cells }
    }

    /// What is in it.
    pub fn cells(&self) -> u64 {
        self.cells
    }

    /// An output of so many bytes came.
    pub fn earn(&mut self, bytes: usize) {
        let earned = (bytes as u64).saturating_mul(self.income.a_byte);
        let cells = self.cells.saturating_add(self.income.an_output);
        self.cells = cells.saturating_add(earned).min(self.income.most);
    }

    /// So many were touched. What cannot be left out may cost more than there is.
    pub fn spend(&mut self, cells: u64) {
        self.cells = self.cells.saturating_sub(cells);
    }
}
