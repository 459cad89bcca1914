//! One terminal: its offsets, its screen, what its shell runs.
//!
//! Offsets in the trace never start again. A sandbox's agent counts from 0 at its start, so after
//! a restart of the sandbox `base_*` says what was there before.

use std::collections::VecDeque;

use assay_protocol::{Size, TerminalNumber};
use tokio::sync::broadcast;

use super::{Attachment, Live};
use crate::domain::event::EventBody;
use crate::recorder::commands::{CommandReader, Mark};
use crate::recorder::screen::Screen;

/// Messages a slow page may lag behind before it has to attach again.
const LIVE_QUEUE: usize = 256;
/// Unapplied input that is kept for an agent that is away.
pub(super) const UNAPPLIED_LIMIT: usize = 4 * 1024 * 1024;

struct Running {
    command: u32,
    from: u64,
    since: i64,
}

/// The state of one terminal.
pub(super) struct Terminal {
    pub number: TerminalNumber,
    pub size: Size,
    /// Durable output, in the trace's offsets.
    pub output: u64,
    /// Durable input, in the trace's offsets.
    pub input: u64,
    pub base_output: u64,
    pub base_input: u64,
    pub exited: Option<i32>,
    /// Durable input that the agent has not confirmed; ends at `input`.
    pub unapplied: VecDeque<u8>,
    screen: Screen,
    reader: CommandReader,
    commands: u32,
    running: Option<Running>,
    live: broadcast::Sender<Live>,
}

impl Terminal {
    /// A terminal that is opened now.
    pub fn new(number: TerminalNumber, size: Size) -> Self {
        Self {
            number,
            size,
            output: 0,
            input: 0,
            base_output: 0,
            base_input: 0,
            exited: None,
            unapplied: VecDeque::new(),
            screen: Screen::new(size.cols, size.rows),
            reader: CommandReader::default(),
            commands: 0,
            running: None,
            live: broadcast::channel(LIVE_QUEUE).0,
        }
    }

    /// Output became durable at `at`. Returns what the shell said in it, as events.
    pub fn show(&mut self, bytes: &[u8], at: i64) -> Vec<EventBody> {
        self.screen.feed(bytes);
        let offset = self.output;
        self.output += bytes.len() as u64;
        // Nobody listening is fine.
        let _ = self.live.send(Live::Output {
            offset,
            bytes: bytes.into(),
        });
        let marks = self.reader.read(bytes);
        marks
            .into_iter()
            .filter_map(|mark| self.command(mark, at))
            .collect()
    }

    fn command(&mut self, mark: Mark, at: i64) -> Option<EventBody> {
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
                    from: offset,
                    since: at,
                });
                Some(EventBody::CommandStarted {
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
                    from,
                    since,
                } = self.running.take()?;
                let (duration, to) = ((at - since).max(0), offset.max(from));
                Some(EventBody::CommandFinished {
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

    /// Input became durable.
    pub fn typed(&mut self, bytes: &[u8]) {
        self.input += bytes.len() as u64;
        self.unapplied.extend(bytes);
    }

    /// The agent has applied input up to its own offset `applied`.
    pub fn applied(&mut self, applied: u64) {
        let below = self.input - self.unapplied.len() as u64;
        let applied = (self.base_input + applied).clamp(below, self.input);
        let count = usize::try_from(applied - below).unwrap_or(usize::MAX);
        self.unapplied.drain(..count);
    }

    /// The size changed.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.screen.resize(size.cols, size.rows);
    }

    /// The shell ended.
    pub fn exit(&mut self, status: i32) {
        self.exited = Some(status);
        let _ = self.live.send(Live::Exited(status));
    }

    /// The sandbox started anew: what this terminal held is gone.
    pub fn rebase(&mut self) {
        self.base_output = self.output;
        self.base_input = self.input;
        self.unapplied.clear();
        self.running = None;
        self.reader = CommandReader::continuing_at(self.output);
    }

    /// What a page gets that has everything below `from`.
    pub fn attach(&self, from: Option<u64>) -> Attachment {
        let missed = from
            .and_then(|from| self.output.checked_sub(from))
            .and_then(|count| self.screen.recent(count));
        let (snapshot, missed, output_offset) = match missed {
            Some(missed) => (None, missed.clone(), self.output - missed.len() as u64),
            None => (Some(self.screen.snapshot()), Vec::new(), self.output),
        };
        Attachment {
            snapshot,
            missed,
            output_offset,
            input_offset: self.input,
            exited: self.exited,
            live: self.live.subscribe(),
        }
    }
}
