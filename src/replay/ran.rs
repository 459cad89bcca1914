//! Typed commands that evaluate the pipeline or run its tests.

use serde::{Deserialize, Serialize};

use super::commands::{Command, Programs};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub count: u64,
    /// How many ended with another status than 0.
    pub failed: u64,
    pub first: Option<u64>,
    /// The last one: its event and its line.
    pub latest: Option<(u64, String)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// Those that ended with 0.
    pub evaluations: Tally,
    pub tests: Tally,
}

impl Ran {
    /// A typed command ended.
    pub fn ended(&mut self, command: &Command, programs: &Programs) {
        if command.exit == Some(0) && programs.evaluate(&command.text) {
            self.evaluations.add(command);
        }
        if command.exit.is_some() && programs.test(&command.text) {
            self.tests.add(command);
        }
    }
}

impl Tally {
    fn add(&mut self, command: &Command) {
        self.count += 1;
        self.failed += u64::from(command.exit != Some(0));
        self.first.get_or_insert(command.seq);
        self.latest = Some((command.seq, command.text.clone()));
    }
}
