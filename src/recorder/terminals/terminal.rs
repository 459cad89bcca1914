//! One terminal: its offsets, its latest output, what its shell runs.
//!
//! Offsets in the trace never start again. A sandbox's agent counts from 0 at its start, so after
//! a restart of the sandbox `base_*` says what was there before.

use std::collections::VecDeque;

use std::sync::Arc;

use assay_protocol::TerminalNumber;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use super::past::{Past, Piece};
use super::writers::{Writer, Writers};
use super::{Attachment, Live};
use crate::domain::event::EventBody;
use crate::domain::terminal_size::TerminalSize;
use crate::recorder::commands::{CommandReader, Mark};

/// Messages a slow page may lag behind before it has to attach again; each is 256 KiB at most, and
/// waits in memory for the slowest page.
const LIVE_QUEUE: usize = 32;
/// Unapplied input that is kept for an agent that is away.
pub(super) const UNAPPLIED_LIMIT: usize = 4 * 1024 * 1024;

/// A command that has begun and not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Running {
    pub command: u32,
    /// Whether its start is in the trace: only then is its end.
    pub recorded: bool,
    pub from: u64,
    pub since: i64,
}

/// What marks in output told of.
#[derive(Default)]
pub(super) struct Commands {
    /// Events of commands.
    pub recorded: Vec<EventBody>,
    /// Commands that began and are not recorded.
    pub left_out: u64,
}

/// The state of one terminal.
pub(super) struct Terminal {
    pub number: TerminalNumber,
    /// Durable output, in the trace's offsets.
    pub output: u64,
    /// Durable input, in the trace's offsets.
    pub input: u64,
    pub base_output: u64,
    pub base_input: u64,
    pub exited: Option<i32>,
    /// Durable input that the agent has not confirmed; ends at `input`.
    pub unapplied: VecDeque<u8>,
    /// Pages that type here.
    pub writers: Writers,
    pub past: Past,
    pub reader: CommandReader,
    /// Commands that have begun so far.
    pub commands: u32,
    pub running: Option<Running>,
    /// Whether it is as it was when it was kept last.
    pub kept: bool,
    /// Whether it ended so long ago that nothing of it is kept.
    pub forgotten: bool,
    live: broadcast::Sender<Live>,
}

impl Terminal {
    /// A terminal that is opened now.
    pub fn new(number: TerminalNumber, size: TerminalSize) -> Self {
        Self {
            number,
            output: 0,
            input: 0,
            base_output: 0,
            base_input: 0,
            exited: None,
            unapplied: VecDeque::new(),
            writers: Writers::default(),
            past: Past::new(size),
            reader: CommandReader::default(),
            commands: 0,
            running: None,
            kept: false,
            forgotten: false,
            live: broadcast::channel(LIVE_QUEUE).0,
        }
    }

    /// How large it is.
    pub fn size(&self) -> TerminalSize {
        self.past.end.size
    }

    /// Output became durable.
    pub fn show(&mut self, bytes: &[u8]) {
        self.kept = false;
        let offset = self.output;
        self.output += bytes.len() as u64;
        let bytes: Arc<[u8]> = bytes.into();
        self.past.push(Piece::Output(Arc::clone(&bytes)));
        // Nobody listening is fine.
        let _ = self.live.send(Live::Output { offset, bytes });
    }

    /// What the shell says in output that is about to be durable. Of each command that begins,
    /// `admit` is asked with its length whether it is recorded.
    pub fn commands(&mut self, bytes: &[u8], at: i64, admit: impl Fn(usize) -> bool) -> Commands {
        let mut commands = Commands::default();
        for mark in self.reader.read(bytes) {
            let begins = matches!(mark, Mark::Started { .. });
            let event = self.command(mark, at, &admit);
            commands.left_out += u64::from(begins && event.is_none());
            commands.recorded.extend(event);
        }
        commands
    }

    /// The trace says that a command began. Its mark was read before, or is in output that was
    /// not looked at.
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

    fn command(
        &mut self,
        mark: Mark,
        at: i64,
        admit: &impl Fn(usize) -> bool,
    ) -> Option<EventBody> {
        let terminal = self.number;
        match mark {
            Mark::Started {
                text,
                directory,
                offset,
            } => {
                self.commands += 1;
                let command = self.commands;
                let recorded = admit(text.len());
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

    /// Output that is durable and not at hand.
    pub fn skip(&mut self, bytes: u64) {
        self.kept = false;
        self.output += bytes;
        self.past.skip(bytes);
        self.reader = CommandReader::continuing_at(self.output);
    }

    /// Input became durable.
    pub fn typed(&mut self, bytes: &[u8]) {
        self.kept = false;
        self.input += bytes.len() as u64;
        self.unapplied.extend(bytes);
    }

    /// The agent has applied input up to its own offset `applied`.
    pub fn applied(&mut self, applied: u64) {
        let below = self.input - self.unapplied.len() as u64;
        let applied = (self.base_input + applied).clamp(below, self.input);
        let count = usize::try_from(applied - below).unwrap_or(usize::MAX);
        self.unapplied.drain(..count);
        self.kept = self.kept && count == 0;
    }

    /// The size changed.
    pub fn resize(&mut self, size: TerminalSize) {
        self.kept = false;
        self.past.push(Piece::Size(size));
        let _ = self.live.send(Live::Resized(size));
    }

    /// The shell ended: a session has few that run and many that ended, so these keep little.
    pub fn exit(&mut self, status: i32) {
        self.kept = false;
        self.exited = Some(status);
        self.unapplied = VecDeque::new();
        self.past.shrink();
        let _ = self.live.send(Live::Exited(status));
    }

    /// The sandbox started anew: what this terminal held is gone.
    pub fn rebase(&mut self) {
        self.kept = false;
        self.past.push(Piece::Restart);
        self.base_output = self.output;
        self.base_input = self.input;
        self.unapplied.clear();
        self.running = None;
        self.reader = CommandReader::continuing_at(self.output);
    }

    /// What a page gets that has everything below `from`, if it can continue there.
    pub fn continued(&self, from: Option<u64>, writer: &Writer) -> Option<Attachment> {
        let missed = self.past.since(from?)?;
        let output_offset = self.output - missed.len() as u64;
        Some(Attachment {
            missed,
            output_offset,
            ..self.attachment(writer.clone())
        })
    }

    /// What a page gets that is to paint its screen first, but for the screen. What is live from
    /// here on comes behind the output there is now.
    pub fn attachment(&self, writer: Writer) -> Attachment {
        Attachment {
            snapshot: None,
            approximate: false,
            missed: Vec::new(),
            output_offset: self.output,
            input_offset: self.writers.taken(&writer),
            writer,
            exited: self.exited,
            size: self.size(),
            live: self.live.subscribe(),
        }
    }
}
