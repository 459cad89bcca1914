//! One terminal: its offsets, its latest output, what its shell runs.
//!
//! Offsets in the trace never restart. A sandbox's agent counts from 0 when it starts, so after a
//! restart of the sandbox `base_*` says where the agent's count begins in the trace.

use std::collections::VecDeque;
use std::sync::Arc;

use assay_protocol::TerminalNumber;
use tokio::sync::broadcast;

use super::marks::Running;
use super::past::{Past, Piece};
use super::writers::{Writer, Writers};
use super::{Attachment, Live};
use crate::commands::CommandReader;
use crate::domain::terminal_offset::{AgentOffset, Base, TraceOffset};
use crate::domain::terminal_size::TerminalSize;

/// Messages by which a slow page may lag behind before it must attach again. Each is 256 KiB at
/// most and stays in memory until the slowest page has it.
const LIVE_QUEUE: usize = 32;
/// Unapplied input that is kept while the agent is away, in bytes.
pub(super) const UNAPPLIED_LIMIT: usize = 4 * 1024 * 1024;

pub(super) struct Terminal {
    pub number: TerminalNumber,
    /// Where durable output ends.
    pub output: TraceOffset,
    /// Where durable input ends.
    pub input: TraceOffset,
    pub base_output: Base,
    pub base_input: Base,
    /// Whether the agent said that it has a shell here. False until the agent has answered.
    pub started: bool,
    pub exited: Option<i32>,
    /// Durable input that the agent has not confirmed. It ends at `input`.
    pub unapplied: VecDeque<u8>,
    pub writers: Writers,
    pub past: Past,
    pub reader: CommandReader,
    /// The number of commands that have begun.
    pub commands: u32,
    pub running: Option<Running>,
    /// Whether the last checkpoint still describes it.
    pub kept: bool,
    /// Whether it ended so long ago that none of its output is kept.
    pub forgotten: bool,
    live: broadcast::Sender<Live>,
}

impl Terminal {
    pub fn new(number: TerminalNumber, size: TerminalSize) -> Self {
        Self {
            number,
            output: TraceOffset::default(),
            input: TraceOffset::default(),
            base_output: Base::default(),
            base_input: Base::default(),
            started: false,
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

    pub fn size(&self) -> TerminalSize {
        self.past.end.size
    }

    /// Output became durable.
    pub fn show(&mut self, bytes: &[u8]) {
        self.kept = false;
        let offset = self.output;
        self.output = offset.plus(bytes.len() as u64);
        let bytes: Arc<[u8]> = bytes.into();
        self.past.push(Piece::Output(Arc::clone(&bytes)));
        // If no page listens, sending fails, and that is fine.
        let _ = self.live.send(Live::Output { offset, bytes });
    }

    /// Output is durable, but cannot be read.
    pub fn skip(&mut self, bytes: u64) {
        self.kept = false;
        self.output = self.output.plus(bytes);
        self.past.skip(bytes);
        self.reader = CommandReader::continuing_at(self.output.0);
    }

    /// Input became durable.
    pub fn typed(&mut self, bytes: &[u8]) {
        self.kept = false;
        self.input = self.input.plus(bytes.len() as u64);
        self.unapplied.extend(bytes);
    }

    /// Where durable output ends, in the agent's count.
    pub fn durable_at_agent(&self) -> AgentOffset {
        self.base_output.to_agent(self.output)
    }

    /// Where input that the agent has not confirmed begins, in the agent's count.
    pub fn applied_at_agent(&self) -> AgentOffset {
        self.base_input.to_agent(self.confirmed())
    }

    fn confirmed(&self) -> TraceOffset {
        TraceOffset(self.input.0 - self.unapplied.len() as u64)
    }

    /// The agent has applied input up to this offset.
    pub fn applied(&mut self, applied: AgentOffset) {
        let below = self.confirmed();
        let applied = self.base_input.to_trace(applied).clamp(below, self.input);
        let count = usize::try_from(applied.since(below)).unwrap_or(usize::MAX);
        self.unapplied.drain(..count);
        self.kept = self.kept && count == 0;
    }

    /// The agent could not do something for the shell, which keeps running.
    pub fn complain(&self, reason: String) {
        let _ = self.live.send(Live::Failed(reason));
    }

    /// The shell could not be started.
    pub fn fail(&mut self, status: i32, reason: String) {
        let _ = self.live.send(Live::NotStarted(reason));
        self.exit(status);
    }

    pub fn resize(&mut self, size: TerminalSize) {
        self.kept = false;
        self.past.push(Piece::Size(size));
        let _ = self.live.send(Live::Resized(size));
    }

    /// The shell ended. A session has few terminals that run and many that ended, so these keep
    /// little.
    pub fn exit(&mut self, status: i32) {
        self.kept = false;
        self.exited = Some(status);
        self.unapplied = VecDeque::new();
        self.past.shrink();
        let _ = self.live.send(Live::Exited(status));
    }

    /// The sandbox was restarted, so the shell and its input are lost.
    pub fn rebase(&mut self) {
        self.kept = false;
        self.past.push(Piece::Restart);
        self.base_output = Base::at(self.output);
        self.base_input = Base::at(self.input);
        self.started = false;
        self.unapplied.clear();
        self.running = None;
        self.reader = CommandReader::continuing_at(self.output.0);
    }

    /// The attachment for a page that has everything below `from`. None if it cannot continue
    /// there.
    pub fn continued(&self, from: Option<TraceOffset>, writer: &Writer) -> Option<Attachment> {
        let from = from?;
        let missed = self.past.since(from.0)?;
        Some(Attachment {
            missed,
            output_offset: from,
            ..self.attachment(writer.clone())
        })
    }

    /// The attachment for a page that must paint the screen first; the screen is not included yet.
    /// Live output continues after the current output.
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
