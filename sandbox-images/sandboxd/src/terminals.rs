//! All terminals of the sandbox.
//!
//! A terminal that has ended stays listed even after its output was acknowledged: a service that
//! was killed before it recorded the exit status gets the status again. The terminal is forgotten
//! when the service closes it, or when many newer ones have ended.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use assay_protocol::{TERMINAL_LIMIT, TerminalNumber};

use crate::terminal::Terminal;

/// The number of ended terminals that are remembered after all their output was acknowledged.
const ENDED_LIMIT: usize = 64;

/// Terminals by number.
#[derive(Default)]
pub struct Terminals {
    by_number: Mutex<BTreeMap<TerminalNumber, Arc<Terminal>>>,
}

impl Terminals {
    pub fn get(&self, number: TerminalNumber) -> Option<Arc<Terminal>> {
        self.lock().get(&number).cloned()
    }

    /// All of them, by number.
    pub fn all(&self) -> Vec<Arc<Terminal>> {
        self.lock().values().cloned().collect()
    }

    /// Whether one more may be opened.
    pub fn has_room(&self) -> bool {
        self.lock()
            .values()
            .filter(|terminal| !terminal.has_ended())
            .count()
            < TERMINAL_LIMIT
    }

    /// Adds a terminal that was just opened.
    pub fn insert(&self, number: TerminalNumber, terminal: Arc<Terminal>) {
        let mut terminals = self.lock();
        terminals.insert(number, terminal);
        let finished = |terminal: &Terminal| terminal.has_ended() && terminal.is_acknowledged();
        let old: Vec<TerminalNumber> = terminals
            .iter()
            .filter(|(_, terminal)| finished(terminal))
            .map(|(number, _)| *number)
            .rev()
            .skip(ENDED_LIMIT)
            .collect();
        for number in old {
            terminals.remove(&number);
        }
    }

    pub fn remove(&self, number: TerminalNumber) {
        self.lock().remove(&number);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TerminalNumber, Arc<Terminal>>> {
        self.by_number
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
