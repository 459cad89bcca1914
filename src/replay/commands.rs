//! Commands from their start to their end.

mod arguments;
mod evaluation;
mod words;

pub use arguments::Programs;

use serde::{Deserialize, Serialize};

use super::answers::RunningView;
use super::line::shortened;
use crate::domain::event::{EventBody, Word};

/// The most characters of a command line that are kept.
const TEXT: usize = 400;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The event that started it.
    pub seq: u64,
    pub time: i64,
    pub terminal: u32,
    /// Its number in this terminal.
    pub number: u32,
    /// Its line, shortened.
    pub text: String,
    /// The folder it ran in, if known.
    pub directory: Option<String>,
    /// The event that ended it.
    pub end: Option<u64>,
    /// Its exit status, if the shell said it.
    pub exit: Option<i32>,
}

/// All commands, in the order of their starts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands(pub Vec<Command>);

impl Commands {
    /// Returns the index of the command that this event ended.
    pub fn take(&mut self, seq: u64, time: i64, body: &EventBody) -> Option<usize> {
        match body {
            EventBody::CommandStarted {
                terminal,
                command,
                text,
                directory,
                ..
            } => {
                // A shell runs one command at a time, so an earlier one has ended even if nothing
                // said so.
                self.end(seq, None, |it| it.terminal == *terminal);
                self.0.push(Command {
                    seq,
                    time,
                    terminal: *terminal,
                    number: *command,
                    text: shortened(text, TEXT),
                    directory: directory.as_deref().map(|it| shortened(it, TEXT)),
                    end: None,
                    exit: None,
                });
                None
            }
            EventBody::CommandFinished {
                terminal,
                command,
                exit,
                ..
            } => self.end(seq, *exit, |it| {
                it.terminal == *terminal && it.number == *command
            }),
            EventBody::TerminalClosed { terminal, .. }
            | EventBody::TerminalOpened { terminal, .. } => {
                self.end(seq, None, |it| it.terminal == *terminal)
            }
            _ => None,
        }
    }

    fn end(
        &mut self,
        seq: u64,
        exit: Option<i32>,
        which: impl Fn(&Command) -> bool,
    ) -> Option<usize> {
        let open = |it: &Command| it.end.is_none() && which(it);
        let place = self.0.iter().rposition(open)?;
        self.0[place].end = Some(seq);
        self.0[place].exit = exit;
        Some(place)
    }

    /// How many there were, and how many of them ended with another status than 0.
    pub fn counts(&self) -> (u64, u64) {
        let failed = |it: &&Command| it.exit.is_some_and(|exit| exit != 0);
        let failed = self.0.iter().filter(failed).count();
        (self.0.len() as u64, failed as u64)
    }

    /// The commands that were running after this event.
    pub fn running(&self, seq: u64) -> Vec<RunningView> {
        let started = self.0.partition_point(|it| it.seq <= seq);
        let running = self.0[..started]
            .iter()
            .filter(|it| it.end.is_none_or(|end| end > seq));
        running
            .map(|it| RunningView {
                seq: it.seq,
                time: it.time,
                terminal: it.terminal,
                command: it.number,
                text: it.text.clone(),
                directory: it.directory.clone(),
                word: Word::Candidate,
            })
            .collect()
    }
}
