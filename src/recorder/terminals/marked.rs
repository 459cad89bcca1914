//! What a terminal's shell runs: read from its output, and turned into events.

use super::marks::{Marks, Running};
use super::terminal::Terminal;
use crate::commands::Mark;
use crate::domain::event::EventBody;

impl Terminal {
    /// Reads the marks in output that is about to become durable. For each command that begins,
    /// `admit` gets its length and says whether it is recorded.
    pub fn read_marks(&mut self, bytes: &[u8], admit: impl Fn(usize) -> bool) -> Marks {
        let mut marks = Marks::default();
        for mark in self.reader.read(bytes) {
            let recorded = match &mark {
                Mark::Started { text, .. } => {
                    let recorded = admit(text.len());
                    marks.left_out += u64::from(!recorded);
                    recorded
                }
                Mark::Finished { .. } => true,
            };
            marks.read.push((mark, recorded));
        }
        marks
    }

    /// Events of the commands in output that became durable at `at`, in microseconds of the trace.
    pub fn commands(&mut self, marks: Marks, at: i64) -> Vec<EventBody> {
        let mut events = Vec::new();
        for (mark, recorded) in marks.read {
            events.extend(self.command(mark, recorded, at));
        }
        events
    }

    /// The trace says that a command began. Its mark was read before, or is in output that is not
    /// read.
    pub fn began(&mut self, command: u32, from: u64, since: i64) {
        if command > self.commands {
            self.commands = command;
            self.running = Some(Running {
                command,
                recorded: true,
                from,
                since,
            });
        } else if let Some(running) = self.running.as_mut().filter(|it| it.command == command) {
            running.recorded = true;
        }
    }

    fn command(&mut self, mark: Mark, recorded: bool, at: i64) -> Option<EventBody> {
        let terminal = self.number;
        match mark {
            Mark::Started {
                text,
                directory,
                offset,
            } => {
                self.commands += 1;
                let command = self.commands;
                self.running = Some(Running {
                    command,
                    recorded,
                    from: offset,
                    since: at,
                });
                recorded.then_some(EventBody::CommandStarted {
                    terminal,
                    command,
                    text,
                    directory,
                    offset,
                })
            }
            Mark::Finished { exit, offset } => {
                let Running {
                    command,
                    recorded,
                    from,
                    since,
                } = self.running.take()?;
                let (duration, to) = ((at - since).max(0), offset.max(from));
                recorded.then_some(EventBody::CommandFinished {
                    terminal,
                    command,
                    exit,
                    duration,
                    from,
                    to,
                })
            }
        }
    }
}
