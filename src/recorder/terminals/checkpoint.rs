//! A terminal's checkpoint: stored beside the trace, and read by a service that starts.

use std::sync::Arc;

use assay_protocol::TerminalNumber;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::marks::Running;
use super::past::{Keyframe, Mark, Past, Piece};
use super::terminal::Terminal;
use crate::commands::CommandReader;
use crate::domain::terminal_offset::{Base, TraceOffset};
use crate::domain::terminal_size::TerminalSize;
use crate::modes::ModeReader;

/// Increase it when a stored field changes its meaning. A checkpoint of another version is not
/// used; the terminal is then rebuilt from the trace.
const VERSION: u32 = 1;
const LEVEL: i32 = 1;
/// In bytes. Larger than any checkpoint: a terminal's tail, its input and its screen, as text.
const LARGEST: usize = 16 * 1024 * 1024;

/// Everything of a terminal except the pages that are attached.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    version: u32,
    number: TerminalNumber,
    output: TraceOffset,
    input: TraceOffset,
    base_output: Base,
    base_input: Base,
    exited: Option<i32>,
    unapplied: String,
    commands: u32,
    running: Option<Running>,
    reader: CommandReader,
    writers: Value,
    begin: (u64, TerminalSize, ModeReader),
    end: (u64, TerminalSize, ModeReader),
    first: u64,
    pieces: Vec<KeptPiece>,
    frame: Option<KeptFrame>,
}

#[derive(Serialize, Deserialize)]
enum KeptPiece {
    Output(String),
    Size(TerminalSize),
    Restart,
}

#[derive(Serialize, Deserialize)]
struct KeptFrame {
    offset: u64,
    upto: u64,
    size: TerminalSize,
    screen: String,
    partial: Vec<u8>,
}

/// What a checkpoint copies from a terminal while the hub waits. Long contents are shared, not
/// copied.
pub(super) struct Taken {
    number: TerminalNumber,
    kept: Kept,
    past: Past,
    unapplied: Vec<u8>,
}

impl Taken {
    pub fn of(terminal: &Terminal) -> Self {
        let past = terminal.past.clone();
        let mark = |mark: &Mark| (mark.offset, mark.size, mark.modes.clone());
        let kept = Kept {
            version: VERSION,
            number: terminal.number,
            output: terminal.output,
            input: terminal.input,
            base_output: terminal.base_output,
            base_input: terminal.base_input,
            exited: terminal.exited,
            unapplied: String::new(),
            commands: terminal.commands,
            running: terminal.running,
            reader: terminal.reader.clone(),
            writers: serde_json::to_value(&terminal.writers).unwrap_or_default(),
            begin: mark(&past.begin),
            end: mark(&past.end),
            first: past.first,
            pieces: Vec::new(),
            frame: None,
        };
        Self {
            number: terminal.number,
            kept,
            past,
            unapplied: terminal.unapplied.iter().copied().collect(),
        }
    }

    /// The bytes to store. Serializes and compresses, so call it outside the hub's task.
    pub fn pack(mut self) -> (TerminalNumber, Vec<u8>) {
        let pieces = self.past.pieces.iter().map(|piece| match piece {
            Piece::Output(bytes) => KeptPiece::Output(STANDARD.encode(bytes)),
            Piece::Size(size) => KeptPiece::Size(*size),
            Piece::Restart => KeptPiece::Restart,
        });
        self.kept.pieces = pieces.collect();
        self.kept.unapplied = STANDARD.encode(&self.unapplied);
        self.kept.frame = self.past.frame.as_deref().map(|frame| KeptFrame {
            offset: frame.offset,
            upto: frame.upto,
            size: frame.size,
            screen: frame.screen.clone(),
            partial: frame.partial.clone(),
        });
        let json = serde_json::to_vec(&self.kept).unwrap_or_default();
        // Compressing into memory fails only if there is none left. An empty checkpoint is not
        // used.
        let state = zstd::bulk::compress(&json, LEVEL).unwrap_or_default();
        (self.number, state)
    }
}

/// None if this version cannot read the checkpoint.
pub(super) fn unpack(state: &[u8]) -> Option<Terminal> {
    let json = zstd::bulk::decompress(state, LARGEST).ok()?;
    let kept: Kept = serde_json::from_slice(&json).ok()?;
    if kept.version != VERSION {
        return None;
    }
    let mark = |(offset, size, modes)| Mark {
        offset,
        size,
        modes,
    };
    let pieces = kept.pieces.into_iter().map(|piece| match piece {
        KeptPiece::Output(text) => STANDARD
            .decode(text)
            .ok()
            .map(|bytes| Piece::Output(bytes.into())),
        KeptPiece::Size(size) => Some(Piece::Size(size)),
        KeptPiece::Restart => Some(Piece::Restart),
    });
    let frame = kept.frame.map(|frame| {
        Arc::new(Keyframe {
            offset: frame.offset,
            upto: frame.upto,
            size: frame.size,
            screen: frame.screen,
            partial: frame.partial,
        })
    });
    let mut past = Past::kept(
        mark(kept.begin),
        mark(kept.end),
        kept.first,
        pieces.collect::<Option<_>>()?,
        frame,
    );
    if kept.exited.is_some() {
        past.shrink();
    }
    let mut terminal = Terminal::new(kept.number, past.end.size);
    terminal.output = kept.output;
    terminal.input = kept.input;
    terminal.base_output = kept.base_output;
    terminal.base_input = kept.base_input;
    terminal.exited = kept.exited;
    terminal.unapplied = STANDARD.decode(kept.unapplied).ok()?.into();
    terminal.commands = kept.commands;
    terminal.running = kept.running;
    terminal.reader = kept.reader;
    terminal.writers = serde_json::from_value(kept.writers).ok()?;
    terminal.past = past;
    terminal.kept = true;
    Some(terminal)
}

#[cfg(test)]
#[path = "checkpoint_tests.rs"]
mod tests;
