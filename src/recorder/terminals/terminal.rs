//! One terminal: its offsets, its latest output, what its shell runs.
//!
//! Offsets in the trace never start again. A sandbox's agent counts from 0 when it starts, so after a
//! restart of the sandbox `base_*` says where its count begins.

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

/// Messages a slow page may lag behind before it has to attach again; each is 256 KiB at most, and
/// waits in memory for the slowest page.
const LIVE_QUEUE: usize = 32;
/// Unapplied input that is kept for an agent that is away.
pub(super) const UNAPPLIED_LIMIT: usize = 4 * 1024 * 1024;

/// The state of one terminal.
pub(super) struct Terminal {
    pub number: TerminalNumber,
    /// Where durable output ends.
    pub output: TraceOffset,
    /// Where durable input ends.
    pub input: TraceOffset,
    pub base_output: Base,
    pub base_input: Base,
    /// Whether the agent said that it has a shell here. Not known of an agent that was not asked yet.
    pub started: bool,
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

    /// How large it is.
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
        // Nobody listening is fine.
        let _ = self.live.send(Live::Output { offset, bytes });
    }

    /// Output that is durable and not at hand.
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

    /// Up to where output is durable, for the agent.
    pub fn durable_at_agent(&self) -> AgentOffset {
        self.base_output.to_agent(self.output)
    }

    /// Where input that the agent has not confirmed begins, for the agent.
    pub fn applied_at_agent(&self) -> AgentOffset {
        self.base_input.to_agent(self.confirmed())
    }

    fn confirmed(&self) -> TraceOffset {
        TraceOffset(self.input.0 - self.unapplied.len() as u64)
    }

    /// The agent has applied input up to here.
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

    /// The sandbox was started again: what this terminal held is gone.
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

    /// What a page gets that has everything below `from`, if it can continue there.
    pub fn continued(&self, from: Option<TraceOffset>, writer: &Writer) -> Option<Attachment> {
        let from = from?;
        let missed = self.past.since(from.0)?;
        Some(Attachment {
            missed,
            output_offset: from,
            ..self.attachment(writer.clone())
        })
    }

    /// What a page gets that is to paint its screen first, without the screen. Live output continues
    /// behind the output there is now.
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
