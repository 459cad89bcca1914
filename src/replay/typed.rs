//! Whether a command line was typed. Marks in the output say which commands began; this compares
//! them with what the host saw typed and pasted into that terminal.
//!
//! It reports only commands that it cannot explain. A command needs a line that was entered in its
//! terminal and that began no other command. If every key since then only wrote text, the
//! command's text must also be among what was entered. History, completion and other functions of
//! a shell use keys that do more than write; after such a key, the text is not judged.

mod explained;
mod keys;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::keyframes::Contents;
use crate::domain::event::EventBody;
use keys::Keys;

/// What was typed in each terminal, and how much in all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    terminals: BTreeMap<u32, Keys>,
    /// Lines that were entered in all terminals.
    pub lines: u64,
    /// The event that entered the first line, and its time.
    pub first: Option<(u64, i64)>,
}

impl Typed {
    /// Takes an event. False if it is a command that nothing typed explains.
    pub fn take(&mut self, seq: u64, time: i64, body: &EventBody, contents: &Contents) -> bool {
        match body {
            EventBody::TerminalInput {
                terminal, bytes, ..
            } => {
                let keys = self.terminals.entry(*terminal).or_default();
                let entered = keys.write(bytes, contents);
                self.lines = self.lines.saturating_add(entered);
                if entered > 0 {
                    self.first.get_or_insert((seq, time));
                }
                true
            }
            EventBody::CommandStarted { terminal, text, .. } => {
                self.terminals.entry(*terminal).or_default().explains(text)
            }
            _ => true,
        }
    }
}
